export { default as nonSaturating } from './non-saturating.js';
