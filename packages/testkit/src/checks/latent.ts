import { StepRandom, type LatentBatch } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { pluginRandom, type Draws } from '../bench/random.js';
import { Bench } from '../bench/services.js';
import { fixedBatch } from '../bench/tensors.js';
import { ensure, type Check, type Subject } from '../check.js';
import { ensureFinite, valuesOf } from '../numbers/compare.js';
import { stepChecks, type MakeStep } from './steps.js';

const flat = ({ latent, labels, conditions, codes }: LatentBatch): Record<string, tf.Tensor> => ({
  latent,
  ...(labels && { labels }),
  ...prefixed('generated', conditions?.generated),
  ...prefixed('real', conditions?.real),
  ...prefixed('codes', codes),
});

const prefixed = (prefix: string, tensors: Readonly<Record<string, tf.Tensor>> = {}) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));

const makeStep: MakeStep<'latent'> = async (subject, seed) => {
  const bench = await Bench.open({ seed }, subject.settings);
  const latent = await bench.create(subject);
  const draws: Draws = { count: 0 };
  return {
    state: bench.state,
    draws,
    dispose: () => bench.dispose(),
    inputs: (i) => ({ ...fixedBatch(bench.data, bench.batch, i), step: tf.scalar(i, 'int32') }),
    run: ({ step, ...batch }) =>
      flat(
        latent.sample({
          count: bench.batch,
          random: pluginRandom(seed, step as tf.Scalar, draws),
          classes: bench.classes,
          batch,
        }),
      ),
  };
};

async function withBatches(
  subject: Subject<'latent'>,
  work: (batch: LatentBatch, facts: { count: number; size: number; classes: number }) => void,
) {
  for (const classes of [0, 3]) {
    const bench = await Bench.open({ classes }, subject.settings);
    try {
      const latent = await bench.create(subject);
      for (const count of [1, 7]) {
        for (const training of [true, false]) {
          tf.tidy(() => {
            const random = new StepRandom(0, tf.scalar(0, 'int32'));
            const batch = training ? { batch: fixedBatch(bench.data, 8, 1) } : {};
            work(latent.sample({ count, random, classes, ...batch }), { count, size: latent.size, classes });
          });
        }
      }
    } finally {
      bench.dispose();
    }
  }
}

/** Distributions of the generator's input. */
export const latentChecks: readonly Check<'latent'>[] = [
  {
    name: 'gives float32 vectors [count, size], in training and at sampling',
    run: (subject) =>
      withBatches(subject, ({ latent, codes, conditions }, { count, size }) => {
        ensure(
          latent.dtype === 'float32' && latent.shape.join() === [count, size].join(),
          `Its latent is ${latent.dtype} [${latent.shape.join(', ')}]; its size is ${size}, so ${count} of them are float32 [${count}, ${size}].`,
        );
        ensureFinite(valuesOf({ latent }), 'Its latent');
        for (const [name, code] of Object.entries(codes ?? {})) {
          ensure(code.shape[0] === count, `The code '${name}' is [${code.shape.join(', ')}], not [${count}, …].`);
        }
        if (conditions) {
          const [generated, real] = [Object.keys(conditions.generated), Object.keys(conditions.real)];
          ensure(
            generated.join() === real.join(),
            'Its conditions of generated and of real samples have different names.',
          );
        }
      }),
  },
  {
    name: 'gives labels in a conditional run and none in another',
    run: (subject) =>
      withBatches(subject, ({ labels }, { count, classes }) => {
        if (classes === 0) return ensure(!labels, 'It gives labels although the run is unconditional.');
        ensure(labels, 'It gives no labels although the run is conditional: see `classes` of the request.');
        ensure(
          labels.dtype === 'int32' && labels.shape.join() === String(count),
          `Its labels are ${labels.dtype} [${labels.shape.join(', ')}], not int32 [${count}].`,
        );
        const fits = [...labels.dataSync()].every((label) => label >= 0 && label < classes);
        ensure(fits, `Its labels are not all in 0 … ${classes - 1}.`);
      }),
  },
  ...stepChecks(makeStep),
];
