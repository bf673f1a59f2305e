export { default as resnet } from './resnet.js';
