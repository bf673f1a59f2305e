import { StepRandom } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { Bench, defaultSample } from '../bench/services.js';
import { ensure, type Check, type Subject } from '../check.js';
import { ensureFinite, firstDifference, valuesOf } from '../numbers/compare.js';

const { shape } = defaultSample;

async function draw(subject: Subject<'sampler'>, seed: number, count: number) {
  const bench = await Bench.open({ seed }, subject.settings);
  const sampler = await bench.create(subject);
  const random = new StepRandom(seed, tf.scalar(0, 'int32'), '/sampler');
  const samples = await sampler.sample({
    count,
    random,
    generate: (wanted, stream) => tf.tanh(stream.normal([wanted, ...shape])),
    score: (given) => tf.reshape(tf.sum(tf.reshape(given, [given.shape[0]!, -1]), 1), [-1, 1]),
  });
  bench.dispose();
  return samples;
}

/** Ways of drawing samples after training. */
export const samplerChecks: readonly Check<'sampler'>[] = [
  {
    name: 'gives as many finite samples as asked for',
    async run(subject) {
      for (const count of [1, 9]) {
        const samples = await draw(subject, 0, count);
        const expected = [count, ...shape].join(', ');
        ensure(
          samples.shape.join(', ') === expected,
          `Asked for ${count} samples it gives [${samples.shape.join(', ')}], not [${expected}].`,
        );
        ensureFinite(valuesOf({ samples }), 'What it gives');
      }
    },
  },
  {
    name: 'repeats bit for bit with the same seed, and not with another',
    async run(subject) {
      const values = async (seed: number) => valuesOf({ samples: await draw(subject, seed, 8) });
      const difference = firstDifference(await values(0), await values(0));
      ensure(!difference, `Two draws with one seed differ: ${difference}.`);
      ensure(firstDifference(await values(0), await values(1)), 'Two draws with different seeds are the same.');
    },
  },
];
