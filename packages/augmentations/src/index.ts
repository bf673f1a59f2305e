export { default as ada } from './ada/ada.js';
export { default as diffAugment } from './diff-augment/diff-augment.js';
export { default as instanceNoise } from './instance-noise.js';
export { default as packing } from './packing.js';
