export { default as stylegan2 } from './stylegan2.js';
