export { default as alternating } from './alternating/alternating.js';
export { extragradient, simultaneousDescent } from './simultaneous/simultaneous.js';
export { default as unrolled } from './unrolled/unrolled.js';
