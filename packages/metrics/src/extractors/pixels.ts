import * as tf from '@tensorflow/tfjs';
import { defineExtractor } from '@saddle/core';
import { sizeOf } from '../plugins/collect.js';

export const pixels = defineExtractor({
  name: 'pixels',
  summary: 'The samples themselves: raw pixels, coordinates or columns',
  create: () => ({
    classifies: false,
    prepare: ({ info }) =>
      Promise.resolve({
        protocol: { resize: 'none' },
        dimensions: sizeOf(info.sample.shape),
        features: (samples: tf.Tensor) => tf.reshape(samples, [samples.shape[0]!, -1]),
        dispose: () => {},
      }),
  }),
});
