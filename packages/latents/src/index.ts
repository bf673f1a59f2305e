export { default as mixed } from './mixed.js';
export { default as normal } from './normal.js';
export { default as uniform } from './uniform.js';
