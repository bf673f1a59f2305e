import * as tf from '@tensorflow/tfjs';
import { kernel, registerGradient } from './register.js';

/** Average pooling is linear, so the gradient of its gradient is average pooling. */
export function registerAveragePooling(): void {
  registerGradient(tf.AvgPoolGrad, [], (ddx, _saved, attributes) => ({
    dy: () => kernel(tf.AvgPool, { x: ddx }, attributes),
  }));
  registerGradient(tf.AvgPool3DGrad, [], (ddx, _saved, attributes) => ({
    dy: () => kernel(tf.AvgPool3D, { x: ddx }, { dataFormat: 'NDHWC', ...attributes }),
  }));
}
