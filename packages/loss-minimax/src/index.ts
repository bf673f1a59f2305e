export { default as minimax } from './minimax.js';
