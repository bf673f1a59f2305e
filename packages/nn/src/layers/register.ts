import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from './batch-norm.js';
import { ConditionalBatchNorm } from './conditional-batch-norm.js';
import { LabelMaps } from './label-maps.js';
import { LayerNorm } from './layer-norm.js';
import { LeakyRelu } from './leaky-relu.js';
import { Maxout } from './maxout.js';
import { OneHot } from './one-hot.js';
import { Projection } from './projection.js';
import { SpectralConv2d } from './spectral-conv2d.js';
import { SpectralDense } from './spectral-dense.js';
import { SumPooling } from './sum-pooling.js';

/** Makes this package's layers known to `tf.loadLayersModel`. Nothing else needs it. */
export function registerLayers(): void {
  for (const layer of [
    BatchNorm,
    ConditionalBatchNorm,
    Projection,
    LabelMaps,
    LayerNorm,
    LeakyRelu,
    Maxout,
    OneHot,
    SpectralConv2d,
    SpectralDense,
    SumPooling,
  ]) {
    tf.serialization.registerClass(layer as Parameters<typeof tf.serialization.registerClass>[0]);
  }
}
