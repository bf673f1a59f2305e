import * as tf from '@tensorflow/tfjs';
import { kernel, registerGradient } from './register.js';

/** EluGrad(dy, y) is dy where y >= 0, dy * (y + 1) elsewhere; y is the output of ELU. */
export function registerElu(): void {
  registerGradient(tf.EluGrad, ['dy', 'y'], (ddx, [dy, y]) => ({
    dy: () => kernel(tf.EluGrad, { dy: ddx, y: y! }, {}),
    y: () => tf.mul(tf.mul(ddx, dy!), tf.cast(tf.less(y!, 0), 'float32')),
  }));
}
