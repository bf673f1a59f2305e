export type * from './architecture.js';
export type * from './augmentation.js';
export type * from './dataset.js';
export type * from './extractor.js';
export type * from './hook.js';
export { generatorInputs } from './latent.js';
export type * from './latent.js';
export type * from './loss.js';
export { isFeatureMetric } from './metric.js';
export type * from './metric.js';
export type * from './optimizer.js';
export type * from './procedure.js';
export {
  protocolDifferences,
  protocolHash,
  requireSameProtocol,
  sameProtocol,
  type ProtocolFacts,
} from './protocol.js';
export type * from './regularizer.js';
export { eagerRuntime, type Runtime } from './runtime.js';
export type * from './sampler.js';
export type * from './schedule.js';
export type * from './tensors.js';
