export { default as dcgan } from './dcgan.js';
