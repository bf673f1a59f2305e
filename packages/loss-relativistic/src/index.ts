export { default as relativistic } from './relativistic.js';
