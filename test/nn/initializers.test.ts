import { fixedStream } from '@saddle/core';
import { fromStream, type InitializerName } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

const draw = (name: InitializerName, shape: number[], seed = 0) =>
  fromStream(fixedStream(seed, 'initial'), name).apply(shape);

describe('initializers from a random stream', () => {
  // For [3, 3, 16, 32]: fan in 144, fan out 288.
  for (const [name, deviation] of [
    ['normal', 0.02],
    ['glorot-uniform', Math.sqrt(2 / 432)],
    ['glorot-normal', Math.sqrt(2 / 432)],
    ['he-uniform', Math.sqrt(2 / 144)],
    ['he-normal', Math.sqrt(2 / 144)],
    ['orthogonal', 1 / 12],
  ] as const) {
    it(`${name} has mean 0 and its deviation, and repeats with the seed, 0 included`, () => {
      const values = Array.from(draw(name, [3, 3, 16, 32]).dataSync());
      const count = values.length;
      const mean = values.reduce((a, b) => a + b, 0) / count;
      const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / count);
      expect(mean).to.be.closeTo(0, (5 * deviation) / Math.sqrt(count));
      expect(spread).to.be.closeTo(deviation, (5 * deviation) / Math.sqrt(2 * count));
      expect([...draw(name, [3, 3, 16, 32]).dataSync()]).to.deep.equal(values);
      expect([...draw(name, [3, 3, 16, 32], 1).dataSync()]).not.to.deep.equal(values);
    });
  }

  for (const shape of [
    [5, 9],
    [9, 5],
    [3, 3, 2, 6],
  ]) {
    it(`orthogonal makes orthonormal rows or columns of [${shape.join(', ')}]`, () => {
      const matrix = draw('orthogonal', shape).reshape([-1, shape.at(-1)!]) as tf.Tensor2D;
      const wide = matrix.shape[0] < matrix.shape[1];
      const gram = tf.matMul(matrix, matrix, !wide, wide);
      expect(
        tf
          .abs(tf.sub(gram, tf.eye(gram.shape[0]!)))
          .max()
          .dataSync()[0],
      ).to.be.below(1e-6);
    });
  }

  it('is taken by the layers of TensorFlow.js, which a saved model names zeros', () => {
    const layer = tf.layers.dense({ units: 3, kernelInitializer: fromStream(fixedStream(0, 'a'), 'he-normal') });
    layer.build([null, 4]);
    expect(tf.abs(layer.getWeights()[0]!).min().dataSync()[0]).to.be.above(0);
    expect(layer.getConfig()).to.deep.include({ kernelInitializer: { className: 'Zeros', config: {} } });
  });
});
