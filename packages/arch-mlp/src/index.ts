export { default as mlp } from './mlp.js';
