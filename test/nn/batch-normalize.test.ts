import { batchNormalize, scaledBatchNormalize } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

const rows = 6;
const channels = 3;
const epsilon = 1e-3;

/** Numbers without a pattern, fixed. */
const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => 2 * Math.sin(12.9898 * (i + 1) + 78.233 * seed));

const x = numbers(rows * channels, 1);
const towards = numbers(rows * channels, 2);
const direction = numbers(rows * channels, 3);
const scale = numbers(channels, 4);
const offset = numbers(channels, 5);
const scaleDirection = numbers(channels, 6);

/** Sum of `towards` times the scaled normalization, in float64, by the definition. */
function definition(input: readonly number[], factor: readonly number[]): number {
  let total = 0;
  for (let c = 0; c < channels; c++) {
    const column = Array.from({ length: rows }, (_, r) => input[r * channels + c]!);
    const mean = column.reduce((a, b) => a + b, 0) / rows;
    const variance = column.reduce((a, b) => a + (b - mean) ** 2, 0) / rows;
    column.forEach((value, r) => {
      const normalized = (value - mean) / Math.sqrt(variance + epsilon);
      total += towards[r * channels + c]! * (normalized * factor[c]! + offset[c]!);
    });
  }
  return total;
}

const moved = (values: readonly number[], along: readonly number[], by: number) =>
  values.map((value, i) => value + by * along[i]!);
const axis = (size: number, i: number) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0));
const slope = (f: (by: number) => number, h: number) => (f(h) - f(-h)) / (2 * h);

/** Central differences of the definition; second ones along the directions. */
const differences = {
  dx: x.map((_, i) => slope((h) => definition(moved(x, axis(x.length, i), h), scale), 1e-5)),
  dScale: scale.map((_, i) => slope((h) => definition(x, moved(scale, axis(channels, i), h)), 1e-5)),
  dOffset: scale.map((_, c) => towards.filter((__, i) => i % channels === c).reduce((a, b) => a + b, 0)),
  second: x.map((_, i) =>
    slope((h) => {
      const there = moved(x, axis(x.length, i), h);
      return slope((k) => definition(moved(there, direction, k), moved(scale, scaleDirection, k)), 1e-3);
    }, 1e-3),
  ),
};

const shape: [number, number] = [rows, channels];
const weighted = (y: tf.Tensor) => tf.sum(tf.mul(y, tf.tensor2d(towards, shape))) as tf.Scalar;
const expectClose = (actual: tf.Tensor, expected: readonly number[], tolerance: number) =>
  actual.dataSync().forEach((value, i) => {
    expect(value).to.be.closeTo(expected[i]!, tolerance * Math.max(1, Math.abs(expected[i]!)));
  });

describe('batch normalization as an op', () => {
  const inputs = () => [tf.tensor2d(x, shape), tf.tensor1d(scale), tf.tensor1d(offset)] as const;
  const forms: [string, (...given: tf.Tensor[]) => tf.Tensor][] = [
    ['in one', (a, b, c) => scaledBatchNormalize(a!, b!, c!, epsilon).normalized],
    ['scaled afterwards', (a, b, c) => tf.add(tf.mul(batchNormalize(a!, [0], epsilon).normalized, b!), c!)],
  ];
  for (const [name, form] of forms) {
    it(`${name}: has the gradients of its definition in float64, by central differences`, () =>
      tf.tidy(() => {
        const [dx, dScale, dOffset] = tf.grads((...given) => weighted(form(...given)))([...inputs()]);
        expectClose(dx!, differences.dx, 2e-5);
        expectClose(dScale!, differences.dScale, 2e-5);
        expectClose(dOffset!, differences.dOffset, 2e-5);
      }));

    it(`${name}: has the second-order gradients too`, () =>
      tf.tidy(() => {
        const [first, factor, shift] = inputs();
        // The derivative of the first gradients along the directions.
        const along = (a: tf.Tensor) => {
          const [dx, dScale] = tf.grads((...given) => weighted(form(...given)))([a, factor, shift]);
          return tf.add(
            tf.sum(tf.mul(dx!, tf.tensor2d(direction, shape))),
            tf.sum(tf.mul(dScale!, tf.tensor1d(scaleDirection))),
          ) as tf.Scalar;
        };
        expectClose(tf.grad(along)(first), differences.second, 1e-4);
      }));
  }

  it('over other axes: each example by itself', () =>
    tf.tidy(() => {
      const input = tf.tensor2d(x, shape);
      const { normalized, mean, variance } = batchNormalize(input, [1], 0);
      expectClose(tf.mean(normalized, 1), [0, 0, 0, 0, 0, 0], 1e-6);
      expectClose(tf.mean(tf.square(normalized), 1), [1, 1, 1, 1, 1, 1], 1e-5);
      expect([mean.shape, variance.shape]).to.deep.equal([
        [rows, 1],
        [rows, 1],
      ]);
    }));
});
