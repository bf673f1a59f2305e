export { default as wasserstein } from './wasserstein.js';
