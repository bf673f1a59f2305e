import type { BackendDescription } from '../backend/index.js';

/**
 * How steps are run unless the configuration says: compiled by XLA on native TensorFlow, which is the fastest there
 * but for networks of 3 x 3 convolutions, and eagerly on the other backends, which cannot run graphs. A rule and never
 * a timing, because the modes differ in rounding and so belong to a run's identity.
 */
export const defaultCompileMode = ({ native }: Pick<BackendDescription, 'native'>): 'xla' | 'off' =>
  native ? 'xla' : 'off';
