import { isSaddleError, type Augmentation, type Outputs, type SampleInfo } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { pluginRandom, type Draws } from '../bench/random.js';
import { Bench } from '../bench/services.js';
import { fixedNormal, fixedSamples } from '../bench/tensors.js';
import { ensure, skip, type Check, type Subject } from '../check.js';
import { ensureFinite, norm, valuesOf } from '../numbers/compare.js';
import { ensureGradients, ensureSecondGradients, gradientsOf, type ScalarFunction } from '../numbers/gradients.js';
import { HeldState } from '../numbers/held-state.js';
import { stepChecks, type MakeStep } from './steps.js';

const defaultSamples: readonly SampleInfo[] = [
  { shape: [8, 8, 3], range: 'symmetric' },
  { shape: [16, 16, 1], range: 'symmetric' },
];

const samplesOf = ({ settings }: Subject) => settings.samples ?? defaultSamples;

interface Opened {
  readonly augmentation: Augmentation;
  readonly sample: SampleInfo;
  readonly bench: Bench;
  /** A multiple of the group. */
  readonly count: number;
  /** Differentiable, at one state and one step. */
  apply(samples: tf.Tensor): tf.Tensor;
}

async function forSamples(subject: Subject<'augmentation'>, work: (opened: Opened) => void): Promise<void> {
  for (const sample of samplesOf(subject)) {
    const bench = await Bench.open({ sample }, subject.settings);
    const augmentation = await bench.create(subject);
    const held = new HeldState(bench.state);
    const apply = (samples: tf.Tensor) =>
      held.evaluate(() => augmentation.apply(samples, pluginRandom(0, tf.scalar(0, 'int32'), { count: 0 })));
    try {
      tf.tidy(() => work({ augmentation, sample, bench, count: 4 * (augmentation.group ?? 1), apply }));
    } finally {
      held.dispose();
      bench.dispose();
    }
  }
}

const makeStep: MakeStep<'augmentation'> = async (subject, seed) => {
  const sample = samplesOf(subject)[0]!;
  const bench = await Bench.open({ seed, sample }, subject.settings);
  const augmentation = await bench.create(subject);
  const draws: Draws = { count: 0 };
  const group = augmentation.group ?? 1;
  const count = 4 * group;
  return {
    state: bench.state,
    draws,
    dispose: () => bench.dispose(),
    inputs: (i) => ({
      samples: fixedSamples(sample, count, 300 + i),
      scores: fixedNormal([count / group, 1], 400 + i),
      step: tf.scalar(i, 'int32'),
    }),
    run({ samples, scores, step }) {
      const random = pluginRandom(seed, step as tf.Scalar, draws);
      const changed = augmentation.apply(samples!, random);
      const outputs: Outputs = { scores: scores! };
      const reports = augmentation.control?.({ real: outputs, fake: outputs }) ?? {};
      return {
        changed,
        ...Object.fromEntries(Object.entries(reports).map(([name, value]) => [`report ${name}`, value])),
      };
    },
  };
};

const sumOf =
  (opened: Opened): ScalarFunction =>
  ({ samples }) => {
    const changed = opened.apply(samples!);
    return tf.mean(tf.mul(tf.square(changed), fixedNormal(changed.shape, 9)));
  };

/** Changes of what the discriminator sees. */
export const augmentationChecks: readonly Check<'augmentation'>[] = [
  {
    name: 'gives finite float32 samples of the shape it announces',
    run: (subject) =>
      forSamples(subject, ({ augmentation, sample, count, apply }) => {
        const group = augmentation.group ?? 1;
        const expected = [count / group, ...(augmentation.shape?.(sample) ?? sample).shape];
        const changed = apply(fixedSamples(sample, count, 1));
        ensure(
          changed.dtype === 'float32' && changed.shape.join() === expected.join(),
          `It makes ${changed.dtype} [${changed.shape.join(', ')}] of ${count} samples; by its \`shape\` and \`group\` that should be float32 [${expected.join(', ')}].`,
        );
        ensureFinite(valuesOf({ changed }), 'What it makes of samples');
      }),
  },
  {
    name: 'changes labels as it changes samples, in a conditional run',
    async run(subject) {
      const bench = await Bench.open({ sample: samplesOf(subject)[0]!, classes: 3 }, subject.settings);
      try {
        const { group = 1, labels: relabel } = await bench.create(subject);
        tf.tidy(() => {
          const labels = tf.tensor1d(
            Array.from({ length: 4 * group }, (_, i) => i % 3),
            'int32',
          );
          const count = labels.shape[0];
          const relabelled = relabel?.(labels) ?? labels;
          ensure(
            relabelled.shape[0] === count / group,
            `${count} labels become ${relabelled.shape[0]}, but ${count} samples become ${count / group}: give \`labels\`, or refuse conditional runs.`,
          );
        });
        return undefined;
      } catch (error) {
        if (isSaddleError(error) && error.code === 'SADDLE_CONFIG_INCOMPATIBLE') return skip(error.problem);
        throw error;
      } finally {
        bench.dispose();
      }
    },
  },
  {
    name: 'lets gradients reach samples',
    run: (subject) =>
      forSamples(subject, (opened) => {
        const { sample, count } = opened;
        const f: ScalarFunction = (point) => sumOf(opened)(point);
        const { samples } = gradientsOf(f, { samples: fixedSamples(sample, count, 1) });
        ensure(norm(samples!.dataSync()) > 0, 'No gradient passes through it, so the generator would learn nothing.');
      }),
  },
  {
    name: 'has first- and second-order gradients equal to finite differences',
    run: (subject) =>
      forSamples(subject, (opened) => {
        const point = { samples: fixedSamples(opened.sample, opened.count, 2) };
        const what = 'What it makes of samples';
        ensureGradients(sumOf(opened), point, { what, tolerance: 2e-2, directions: 3 });
        ensureSecondGradients(sumOf(opened), point, 'samples', {
          what: `${what}, once differentiated,`,
          tolerance: 5e-2,
        });
      }),
  },
  {
    name: 'reports finite scalars from its controller',
    run: (subject) =>
      forSamples(subject, ({ augmentation, count }) => {
        if (!augmentation.control) return;
        const outputs: Outputs = { scores: fixedNormal([count, 1], 3) };
        for (const [name, value] of Object.entries(augmentation.control({ real: outputs, fake: outputs }))) {
          ensure(value.rank === 0, `Its report '${name}' is [${value.shape.join(', ')}], not a scalar.`);
          ensureFinite(valuesOf({ [name]: value }), 'Its report');
        }
      }),
  },
  ...stepChecks(makeStep),
];
