import * as tf from '@tensorflow/tfjs';
import { OneHot } from '../layers/one-hot.js';

/**
 * The input 'labels' (int32, `[batch]`) of a conditional network, and its one-hot form `[batch, classes]`. It is
 * declared as a column, since a model's `predict` makes columns of vectors; `apply` takes both.
 */
export function labelInput(classes: number): { labels: tf.SymbolicTensor; oneHot: tf.SymbolicTensor } {
  const labels = tf.input({ shape: [1], dtype: 'int32', name: 'labels' });
  return { labels, oneHot: new OneHot({ classes }).apply(labels) as tf.SymbolicTensor };
}
