export * from './collect/index.js';
export * from './statistics/index.js';
export * from './plan/index.js';
export * from './run/index.js';
