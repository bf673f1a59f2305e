export * from './mathematics/index.js';
export { readNpy, writeNpy, type NpyArray } from './npy.js';
