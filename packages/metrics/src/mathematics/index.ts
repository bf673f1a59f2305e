export { type LinearAlgebra } from './algebra/algebra.js';
export { javascriptAlgebra } from './algebra/javascript.js';
export { nativeAlgebra, nativeBinding, type NativeBinding } from './algebra/native.js';
export { pivotedCholesky } from './cholesky.js';
export {
  fid,
  fidInfinity,
  fidOfMoments,
  fitLine,
  requireEnough,
  smallestSize,
  type Fid,
  type FidInfinity,
  type FidInfinityOptions,
  type FidOptions,
} from './fid.js';
export { frechetDistance, frechetDistanceOfFeatures } from './frechet.js';
export { inceptionScore, type InceptionScore } from './inception-score.js';
export { kid, type Kid, type KidOptions } from './kid.js';
export { defaultNeighbours, manifoldMetrics, type ManifoldMetrics, type ManifoldOptions } from './manifold.js';
export { type DoubleMatrix, type Matrix, type SamplePair } from './matrix.js';
export { mixtureMetrics, reverseKl, type MixtureMetrics, type MixtureOptions } from './mixture.js';
export { momentsOf, StreamedMoments, type Moments } from './moments.js';
export { msSsim, msSsimDiversity, type Diversity, type MsSsim, type Pictures } from './ms-ssim.js';
export { nearestNeighbours, type NeighbourOptions, type Neighbours } from './nearest.js';
export {
  correlationDifference,
  marginalDistances,
  totalVariation,
  type CorrelationDifference,
  type MarginalDistance,
} from './tables.js';
export {
  randomDirections,
  slicedWasserstein,
  wasserstein1d,
  type SlicedWasserstein,
  type SlicedWassersteinOptions,
} from './wasserstein.js';
