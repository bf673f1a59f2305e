export { default as consistency } from './consistency.js';
export { default as gradientPenalty } from './gradient-penalty.js';
export { default as lecam } from './lecam.js';
export { default as r1 } from './r1.js';
export { default as weightClipping } from './weight-clipping.js';
