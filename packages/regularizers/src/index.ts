export { default as auxiliaryClassifier } from './auxiliary-classifier.js';
export { default as consistency } from './consistency.js';
export { default as featureMatching } from './feature-matching.js';
export { default as gradientPenalty } from './gradient-penalty.js';
export { default as lecam } from './lecam.js';
export { default as mutualInformation } from './mutual-information.js';
export { default as r1 } from './r1.js';
export { default as weightClipping } from './weight-clipping.js';
