export * from './backend/index.js';
export * from './provision/index.js';
