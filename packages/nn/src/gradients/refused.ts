import * as tf from '@tensorflow/tfjs';
import { refuseSecondOrder } from './refuse.js';
import { registerGradient } from './register.js';

/** Gradient kernels that nobody gave a gradient, with the op that they belong to. */
const refused: Readonly<Record<string, string>> = {
  [tf.LRNGrad]: 'tf.localResponseNormalization',
  [tf.Dilation2DBackpropInput]: 'tf.dilation2d',
  [tf.Dilation2DBackpropFilter]: 'tf.dilation2d',
  [tf.MaxPool3DGrad]: 'tf.maxPool3d',
  [tf.Cumprod]: 'tf.prod',
};

export function registerRefused(): void {
  for (const [kernelName, op] of Object.entries(refused)) {
    registerGradient(kernelName, [], () =>
      refuseSecondOrder(op, 'Use another op in the network that the regularizer differentiates.'),
    );
  }
}
