import { State, type TensorMap } from '@saddle/core';
import { createCompiledRuntime, loadBackend, passNames } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { fixedNumbers } from '../../support/compiled-steps/gan-steps.js';

type Step = (inputs: TensorMap) => TensorMap;

/** Outputs of a step eagerly, and compiled with one pass alone, and how many ops that pass left. */
function compare(pass: string, mode: 'graph' | 'xla', step: Step, inputs: TensorMap) {
  const others = Object.fromEntries(passNames.map((name) => [name, name === pass]));
  const none = Object.fromEntries(passNames.map((name) => [name, false]));
  const nodesWith = (passes: Record<string, boolean>) => {
    const runtime = createCompiledRuntime({ mode, passes });
    const outputs = runtime.compile(pass, new State(), step)(inputs);
    return { outputs, nodes: runtime.compilations[0]!.nodes };
  };
  const [on, off] = [nodesWith(others), nodesWith(none)];
  return { expected: step(inputs), received: on.outputs, applied: on.nodes !== off.nodes };
}

/** The largest difference relative to the largest value. */
function difference(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.shape).to.deep.equal(b.shape);
  expect(a.dtype).to.equal(b.dtype);
  const [x, y] = [a.dataSync(), b.dataSync()];
  const largest = Math.max(...x.map(Math.abs));
  return Math.max(...x.map((value, i) => Math.abs(value - y[i]!))) / largest;
}

function expectEqual(pass: string, mode: 'graph' | 'xla', step: Step, inputs: TensorMap, tolerance: number): void {
  const { expected, received, applied } = compare(pass, mode, step, inputs);
  expect(applied, 'the pass changed the graph').to.equal(true);
  for (const [name, value] of Object.entries(expected)) {
    if (tolerance === 0) expect([...received[name]!.dataSync()], name).to.deep.equal([...value.dataSync()]);
    else expect(difference(value, received[name]!), name).to.be.at.most(tolerance);
  }
}

function expectUntouched(pass: string, step: Step, inputs: TensorMap): void {
  expect(compare(pass, 'xla', step, inputs).applied).to.equal(false);
}

describe('rewrites of the traced graph', function () {
  this.timeout(120_000);
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  it('have tests, all of them', () => {
    expect([...passNames].sort()).to.deep.equal([
      'few-channel-convolutions',
      'fill-equal-constants',
      'matmul-reductions',
      'pairwise-sums',
      'winograd-convolutions',
    ]);
  });

  describe('fill-equal-constants', () => {
    for (const mode of ['graph', 'xla'] as const) {
      it(`keeps every bit, ${mode}`, () => {
        const step: Step = ({ x }) => ({
          ones: tf.add(x!, tf.ones([10, 10])),
          minusZero: tf.div(1, tf.fill([100], -0)),
          nan: tf.where(tf.isNaN(tf.fill([100], Number.NaN)), tf.ones([100]), tf.zeros([100])),
          whole: tf.mul(tf.fill([8, 8], 7, 'int32'), 2),
          other: tf.mul(tf.range(0, 100), x!),
        });
        expectEqual('fill-equal-constants', mode, step, { x: tf.scalar(2) }, 0);
      });
    }
  });

  describe('pairwise-sums', () => {
    it('keeps a sum of many to rounding', () => {
      const step: Step = ({ x }) => ({ sum: tf.addN([1, 2, 3, 4, 5].map((factor) => tf.mul(x!, factor / 3))) });
      expectEqual('pairwise-sums', 'xla', step, { x: fixedNumbers([8, 8], 1) }, 1e-6);
    });

    // What the optimizer does with unmarked additions depends on the memory that is free, so it cannot be tried here.
    it('marks additions, so that TensorFlow does not merge them again', async () => {
      const inside = (path: string) => import(new URL(path, import.meta.resolve('@saddle/runtime')).href);
      const { add, scalar } = await inside('compile/graph/build.js');
      const { emitXla } = await inside('compile/emit/xla-graph.js');
      const edge = [1, 2, 3, 4].map((value) => scalar(value)).reduce(add);
      const { graphDef } = emitXla({ results: [{ kind: 'output', name: 'sum', edge }] }, 'step');
      const additions = graphDef.library.function[0].nodeDef.filter(({ op }: { op: string }) => op === 'AddV2');
      expect(additions).to.have.length(3);
      for (const { attr } of additions) {
        expect(attr['_grappler_ArithmeticOptimizer_AddOpsRewriteStage']).to.deep.equal({ b: true });
      }
    });
  });

  describe('matmul-reductions', () => {
    const name = 'matmul-reductions';
    it('sums and means over all but the last axis, and over all', () => {
      const step: Step = ({ x }) => ({
        sum: tf.sum(x!, [0, 1, 2]),
        mean: tf.mean(x!, [0, 1, 2]),
        kept: tf.mean(x!, [0, 1, 2], true),
        all: tf.sum(tf.square(x!)),
        moments: tf.moments(x!, [0, 1, 2]).variance,
      });
      expectEqual(name, 'xla', step, { x: fixedNumbers([8, 16, 16, 24], 1) }, 1e-5);
    });

    it('numbers of rows that divide badly', () => {
      const step: Step = ({ x }) => ({ sum: tf.sum(tf.abs(x!), 0) });
      for (const rows of [521, 1021, 513]) expectEqual(name, 'xla', step, { x: fixedNumbers([rows, 3], rows) }, 1e-5);
    });

    it('leaves small ones, other axes and other types alone', () => {
      expectUntouched(name, ({ x }) => ({ y: tf.sum(x!, 0) }), { x: tf.ones([100, 4]) });
      expectUntouched(name, ({ x }) => ({ y: tf.sum(x!, 1) }), { x: tf.ones([1000, 4]) });
      expectUntouched(name, ({ x }) => ({ y: tf.sum(x!, 0) }), { x: tf.ones([1000, 4], 'int32') });
    });
  });

  describe('convolutions', () => {
    interface Case {
      readonly batch: number;
      readonly size: readonly [number, number];
      readonly from: number;
      readonly to: number;
      readonly stride: number;
      readonly padding: 'same' | 'valid';
    }

    /** A convolution, its transpose, and the gradients of both. */
    const step =
      ({ stride, padding, batch, size, from }: Case): Step =>
      ({ x, f, y }) => {
        const forward = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, padding);
        const [dx, df] = tf.grads(forward)([x!, f!], y!);
        const back = (a: tf.Tensor, b: tf.Tensor) =>
          tf.conv2dTranspose(a as tf.Tensor4D, b as tf.Tensor4D, [batch, ...size, from], stride, padding);
        const [dy, dg] = tf.grads(back)([y!, f!], x!);
        return { forward: forward(x!, f!), dx: dx!, df: df!, back: back(y!, f!), dy: dy!, dg: dg! };
      };

    const inputsOf = ({ batch, size, from, to, stride, padding }: Case): TensorMap => {
      const x = fixedNumbers([batch, ...size, from], 1);
      const f = fixedNumbers([2 * stride, 2 * stride, from, to], 2);
      const { shape } = tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, stride, padding);
      return { x, f, y: fixedNumbers(shape, 3) };
    };

    const cases: Record<string, Case> = {
      'kernel 4, stride 2, same': { batch: 3, size: [8, 8], from: 6, to: 5, stride: 2, padding: 'same' },
      'not square': { batch: 2, size: [8, 12], from: 5, to: 7, stride: 2, padding: 'same' },
      valid: { batch: 2, size: [10, 6], from: 5, to: 3, stride: 2, padding: 'valid' },
      'kernel 6, stride 3, same': { batch: 2, size: [12, 6], from: 5, to: 3, stride: 3, padding: 'same' },
      'sides that are no multiples of the stride': {
        batch: 2,
        size: [7, 11],
        from: 5,
        to: 3,
        stride: 2,
        padding: 'same',
      },
    };
    for (const [pass, channels] of [
      ['winograd-convolutions', undefined],
      ['few-channel-convolutions', 3],
    ] as const) {
      for (const [name, given] of Object.entries(cases)) {
        it(`${pass}: ${name}`, () => {
          const size = { ...given, from: channels ?? given.from };
          expectEqual(pass, 'xla', step(size), inputsOf(size), 2e-6);
        });
      }
    }

    for (const [pass, channels] of [
      ['winograd-convolutions', 5],
      ['few-channel-convolutions', 3],
    ] as const) {
      it(`${pass}: explicit padding, of which TensorFlow.js has no gradient`, () => {
        const padding = [
          [0, 0],
          [0, 2],
          [2, 0],
          [0, 0],
        ] as [[0, 0], [number, number], [number, number], [0, 0]];
        const convolve: Step = ({ x, f }) => ({ y: tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, padding) });
        const inputs = { x: fixedNumbers([2, 8, 16, channels], 1), f: fixedNumbers([4, 4, channels, 3], 2) };
        expectEqual(pass, 'xla', convolve, inputs, 2e-6);
      });
    }

    it('others are left alone', () => {
      const convolve =
        (stride: number, padding: 'same' | 'valid'): Step =>
        ({ x, f }) => ({ y: tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, stride, padding) });
      for (const pass of ['winograd-convolutions', 'few-channel-convolutions']) {
        for (const channels of [3, 8]) {
          const x = fixedNumbers([2, 8, 8, channels], 1);
          expectUntouched(pass, convolve(1, 'same'), { x, f: fixedNumbers([2, 2, channels, 3], 2) });
          expectUntouched(pass, convolve(2, 'same'), { x, f: fixedNumbers([3, 3, channels, 3], 2) });
          expectUntouched(pass, convolve(2, 'valid'), {
            x: fixedNumbers([2, 9, 9, channels], 1),
            f: fixedNumbers([4, 4, channels, 3], 2),
          });
        }
      }
      // A row of tiles that is not whole.
      expectUntouched('winograd-convolutions', convolve(2, 'same'), {
        x: fixedNumbers([2, 6, 8, 8], 1),
        f: fixedNumbers([4, 4, 8, 3], 2),
      });
    });

    it('second order: the gradient of a gradient penalty', () => {
      const penalty: Step = ({ x, f }) => {
        const score = (a: tf.Tensor, b: tf.Tensor) =>
          tf.sum(tf.square(tf.relu(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'))));
        const loss = (b: tf.Tensor) => tf.sum(tf.square(tf.grad((a) => score(a, b))(x!))) as tf.Scalar;
        return { df: tf.grad(loss)(f!) };
      };
      const inputs = { x: fixedNumbers([2, 8, 8, 6], 1), f: fixedNumbers([4, 4, 6, 5], 2) };
      expectEqual('winograd-convolutions', 'xla', penalty, inputs, 5e-6);
    });
  });
});
