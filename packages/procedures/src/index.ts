export { default as alternating } from './alternating/alternating.js';
