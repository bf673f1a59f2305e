export { default as hinge } from './hinge.js';
