import * as tf from '@tensorflow/tfjs';
import { scaleWhereNegative } from '../ops/leaky-relu.js';
import { registerGradient } from './register.js';

/** One op for each order, where the gradient of TensorFlow.js's own gradient takes seven. */
export function registerLeakyRelu(): void {
  registerGradient<{ alpha: number }>(tf.LeakyRelu, ['x'], (dy, [x], { alpha }) => ({
    x: () => scaleWhereNegative(dy, x!, alpha),
  }));
}
