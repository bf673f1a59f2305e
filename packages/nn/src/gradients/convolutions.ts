import * as tf from '@tensorflow/tfjs';
import { kernel, registerGradient } from './register.js';

interface Names {
  readonly forward: string;
  /** Kernel of the gradient in the input. */
  readonly input?: string;
  /** Kernel of the gradient in the filter. */
  readonly filter: string;
}

interface Attributes {
  readonly [name: string]: unknown;
}

/**
 * A convolution is linear in its input and linear in its filter, so the gradients of its two gradients are convolutions
 * of the same family again.
 */
function registerFamily({ forward, input, filter }: Names, layout: string, inputGradient = input!): void {
  const convolve = (x: tf.Tensor, weights: tf.Tensor, attributes: Attributes) =>
    kernel(forward, { x, filter: weights }, { dataFormat: layout, dilations: 1, ...attributes });
  const inInput = (dy: tf.Tensor, weights: tf.Tensor, inputShape: number[], attributes: Attributes) =>
    kernel(inputGradient, { dy, filter: weights }, { ...attributes, inputShape });
  const inFilter = (x: tf.Tensor, dy: tf.Tensor, filterShape: number[], attributes: Attributes) =>
    kernel(filter, { x, dy }, { ...attributes, filterShape });

  if (input) {
    registerGradient<Attributes>(input, ['dy', 'filter'], (ddx, [dy, weights], attributes) => ({
      dy: () => convolve(ddx, weights!, attributes),
      filter: () => inFilter(ddx, dy!, weights!.shape, attributes),
    }));
  }
  registerGradient<Attributes>(filter, ['x', 'dy'], (ddFilter, [x, dy], attributes) => ({
    x: () => inInput(dy!, ddFilter, x!.shape, attributes),
    dy: () => convolve(x!, ddFilter, attributes),
  }));
}

export function registerConvolutions(): void {
  // TensorFlow.js has the gradient of Conv2DBackpropInput: it is the gradient of transposed convolution.
  registerFamily({ forward: tf.Conv2D, filter: tf.Conv2DBackpropFilter }, 'NHWC', tf.Conv2DBackpropInput);
  registerFamily(
    {
      forward: tf.DepthwiseConv2dNative,
      input: tf.DepthwiseConv2dNativeBackpropInput,
      filter: tf.DepthwiseConv2dNativeBackpropFilter,
    },
    'NHWC',
  );
  registerFamily({ forward: tf.Conv3D, input: tf.Conv3DBackpropInputV2, filter: tf.Conv3DBackpropFilterV2 }, 'NDHWC');
}
