export { default as cycleGanArchitecture } from './architectures/cyclegan.js';
export { default as pix2pixArchitecture } from './architectures/pix2pix.js';
export { default as cyclegan } from './procedures/cyclegan.js';
export { ImagePool } from './procedures/image-pool.js';
export { default as pix2pix } from './procedures/pix2pix.js';
