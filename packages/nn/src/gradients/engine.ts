import * as tf from '@tensorflow/tfjs';

/** One recorded op: what `tf.grad` walks through backwards. */
export interface TapeNode {
  readonly outputs: readonly tf.Tensor[];
}

type Gradient = (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[], attributes: object) => unknown;

export type AddTapeNode = (
  kernelName: string,
  inputs: Record<string, tf.Tensor | null | undefined>,
  outputs: readonly tf.Tensor[],
  gradient: Gradient | null,
  saved: readonly tf.Tensor[],
  attributes: object,
) => void;

type CustomGradient = Parameters<typeof tf.customGrad>[0];

/** The parts of TensorFlow.js's engine (4.22) that record gradients; it declares some of them private. */
export interface GradientEngine {
  addTapeNode: AddTapeNode;
  customGrad(op: CustomGradient): (...inputs: tf.Tensor[]) => tf.Tensor;
  /** Takes the next of the ids that count the tensors made. */
  nextTensorId(): number;
  readonly state: {
    readonly activeTape: TapeNode[];
    readonly gradientDepth: number;
    readonly kernelDepth: number;
    readonly activeScope: { readonly name: string } | null;
  };
}

export const gradientEngine = (): GradientEngine => tf.engine() as unknown as GradientEngine;
