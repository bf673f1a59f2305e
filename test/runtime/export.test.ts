import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { State, StepRandom, type SaddleError, type TensorMap } from '@saddle/core';
import { exportModel, loadBackend, type Exported, type ExportFormat } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

/** `exportModel` loads what it wrote and compares it with the function, at a batch size that was never traced. */
describe('exported models', function () {
  this.timeout(120_000);
  const state = new State();
  let folder: string;
  let kernel: tf.Variable;
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
    kernel = state.variable('kernel', tf.linspace(0, 1, 24).reshape([2, 2, 2, 3]));
    folder = mkdtempSync(join(tmpdir(), 'saddle-export-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const inputs = (batch: number): TensorMap => ({
    x: tf.linspace(-1, 1, batch * 6).reshape([batch, 6]),
    step: tf.scalar(3, 'int32'),
  });
  const write = (
    name: string,
    format: ExportFormat,
    fn: (inputs: TensorMap) => tf.Tensor,
    batch?: number,
  ): Promise<Exported> =>
    exportModel(
      { name, state, fn: (given) => ({ y: fn(given) }), inputs, ...(batch !== undefined && { batch }) },
      format,
      join(folder, `${name}-${format}`),
    );
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: SaddleError) => `${error.code} ${error.message}`,
    );

  for (const format of ['saved-model', 'tfjs'] as const) {
    it(`${format}: takes any batch through reshapes, constants of its size and transposed convolutions`, async () => {
      const made = await write('layers', format, ({ x }) => {
        const batch = x!.shape[0]!;
        const pictures = tf.reshape(x!, [batch, 1, 2, 3]) as tf.Tensor4D;
        const larger = tf.conv2dTranspose(pictures, kernel as tf.Variable<tf.Rank.R4>, [batch, 2, 4, 2], 2, 'same');
        const folded = tf.reshape(larger, [batch * 2, 8]);
        const tiled = tf.mul(tf.concat([folded, tf.ones([batch * 2, 70])], 1), tf.fill([batch * 2, 1], 2));
        return tf.reshape(tiled, [batch, 156]);
      });
      expect(made.inputs).to.deep.equal({ x: { shape: [-1, 6], dtype: 'float32' } });
      expect(made.outputs).to.deep.equal({ y: { shape: [-1, 156], dtype: 'float32' } });
    });

    it(`${format}: refuses any batch where arithmetic depends on it, and takes one`, async () => {
      const fn = ({ x }: TensorMap) => tf.mul(x!, 1 / x!.shape[0]!);
      expect(await codeOf(write('arithmetic', format, fn)))
        .to.match(/^SADDLE_COMPILE_SHAPE/)
        .and.include('--batch')
        .and.include('export.test.ts');
      expect((await write('arithmetic', format, fn, 3)).inputs['x']!.shape).to.deep.equal([3, 6]);
    });
  }

  const noisy = ({ x, step }: TensorMap) => tf.add(x!, new StepRandom(1, step as tf.Scalar, '/noise').normal(x!.shape));

  it('keep noise of their own, chosen by a whole number', async () => {
    expect((await write('noise', 'saved-model', noisy)).inputs).to.deep.equal({
      step: { shape: [], dtype: 'int32' },
      x: { shape: [-1, 6], dtype: 'float32' },
    });
  });

  it('are refused for browsers with the op that these do not have', async () => {
    expect(await codeOf(write('noise', 'tfjs', noisy)))
      .to.match(/^SADDLE_COMPILE_UNSUPPORTED/)
      .and.include('StatelessRandomNormal')
      .and.include('saved-model');
  });
});
