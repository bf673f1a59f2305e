import * as tf from '@tensorflow/tfjs';
import { LeakyRelu } from './leaky-relu.js';

/** Activations by the names configs use; the names of TensorFlow.js stand beside. */
const builtIn = {
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  silu: 'swish',
  softplus: 'softplus',
  linear: 'linear',
} as const;

export const activationNames = ['leaky-relu', ...(Object.keys(builtIn) as (keyof typeof builtIn)[])] as const;

export type ActivationName = (typeof activationNames)[number];

/** @param slope of leaky ReLU */
export function activation(name: ActivationName, slope = 0.2): tf.layers.Layer {
  return name === 'leaky-relu' ? new LeakyRelu({ slope }) : tf.layers.activation({ activation: builtIn[name] });
}
