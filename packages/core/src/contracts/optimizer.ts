import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';

/** One trainable parameter, by its name in the registered state. */
export interface Parameter {
  readonly name: string;
  readonly variable: Variable;
}

/**
 * Assigns the new values, inside a step.
 *
 * @param gradients one per parameter, in order
 * @param learningRates float32 scalars, one per parameter (groups may differ), inputs of the step
 */
export type Update = (gradients: readonly Tensor[], learningRates: readonly Scalar[]) => void;

/** An update rule in plain ops. */
export interface Optimizer {
  /** Registers its slots (one set per parameter) and returns the rule. Called once, outside any step. */
  bind(parameters: readonly Parameter[]): Update;
}
