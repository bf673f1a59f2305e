import {
  isSaddleError,
  NetworkFactory,
  State,
  StepRandom,
  type Architecture,
  type Network,
  type SampleInfo,
  type TensorMap,
} from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { Bench } from '../bench/services.js';
import { smallLoss } from '../bench/stand-ins.js';
import { fixedNormal, fixedSamples } from '../bench/tensors.js';
import { ensure, skip, type Check, type Subject } from '../check.js';
import { ensureFinite, firstDifference, norm, valuesOf } from '../numbers/compare.js';
import {
  ensureGradients,
  ensureSecondGradients,
  gradientsOf,
  slopeOf,
  type ScalarFunction,
} from '../numbers/gradients.js';
import { HeldState } from '../numbers/held-state.js';
import { stepChecks, type MakeStep } from './steps.js';

/** What a run may ask an architecture for. */
interface Wanted {
  readonly sample: SampleInfo;
  readonly latent: number;
  readonly classes: number;
  readonly outputs: readonly string[];
}

interface Built {
  readonly wanted: Wanted;
  /** What a translator takes in place of latents. */
  readonly source: SampleInfo | undefined;
  readonly state: State;
  readonly generator: Network;
  readonly discriminator: Network;
}

const defaultSamples: readonly SampleInfo[] = [
  { shape: [2], range: 'unbounded' },
  { shape: [16, 16, 1], range: 'symmetric' },
  { shape: [32, 32, 3], range: 'symmetric' },
];

const shapeOf = (tensor: tf.Tensor) => `[${tensor.shape.join(', ')}]`;
const isIncompatible = (error: unknown) => isSaddleError(error) && error.code === 'SADDLE_CONFIG_INCOMPATIBLE';

const createFor = async (subject: Subject<'architecture'>, sample: SampleInfo): Promise<Architecture> => {
  const bench = await Bench.open({ sample }, subject.settings);
  return bench.create(subject);
};

/** Both networks as a run builds them; undefined where the plugin refuses this size. */
async function build(subject: Subject<'architecture'>, wanted: Wanted, seed = 0): Promise<Built | undefined> {
  const architecture = await createFor(subject, wanted.sample);
  const state = new State();
  const factory = new NetworkFactory(seed, state);
  const { latent, outputs, ...sizes } = wanted;
  const shape = subject.settings.fields?.['source'];
  const source = shape && { shape, range: wanted.sample.range };
  const common = { ...sizes, ...(source && { source }) };
  try {
    const generator = factory.build('generator', 'samples', (initial) =>
      architecture.generator({ ...common, ...initial, latent }),
    );
    const discriminator = factory.build('discriminator', 'scores', (initial) =>
      architecture.discriminator({ ...common, ...initial, outputs }),
    );
    return { wanted, source, state, generator, discriminator };
  } catch (error) {
    state.dispose();
    if (isIncompatible(error)) return undefined;
    throw error;
  }
}

/** Inputs of both networks for `count` samples. */
function inputsFor({ wanted, source }: Built, count: number, seed: number) {
  const { sample, latent, classes } = wanted;
  const labels = tf.tensor1d(
    Array.from({ length: count }, (_, i) => i % Math.max(1, classes)),
    'int32',
  );
  const given: TensorMap = classes > 0 ? { labels } : {};
  const sources: TensorMap = source ? { source: fixedSamples(source, count, seed + 2) } : {};
  return {
    // A network takes a lone input by any name.
    latent: source ? fixedSamples(source, count, seed) : fixedNormal([count, latent], seed),
    samples: fixedSamples(sample, count, seed + 1),
    given: { ...given, ...sources },
    generator: (z: tf.Tensor): TensorMap => ({ latent: z, ...given }),
    discriminator: (samples: tf.Tensor): TensorMap => ({ samples, ...given, ...sources }),
  };
}

const stream = (seed = 0) => new StepRandom(seed, tf.scalar(0, 'int32'), '/bench');

const samplesOf = ({ settings }: Subject) => settings.samples ?? defaultSamples;

/** Runs `work` for every size that the plugin takes, the first alone where that is enough. */
async function forSizes(
  subject: Subject<'architecture'>,
  work: (built: Built) => void,
  { first = false, classes = subject.settings.classes ?? 0, outputs = [] as readonly string[] } = {},
): Promise<number> {
  let count = 0;
  for (const [i, sample] of samplesOf(subject).entries()) {
    const built = await build(subject, { sample, latent: i % 2 === 0 ? 5 : 16, classes, outputs });
    if (!built) continue;
    count += 1;
    try {
      tf.tidy(() => work(built));
    } finally {
      built.state.dispose();
    }
    if (first) break;
  }
  return count;
}

/** Kernels with a kink. Where there are many of them, differences see a smoothed function and not this one. */
const kinks = ['Relu', 'Relu6', 'LeakyRelu', 'Prelu', 'Abs', 'Max', 'Maximum', 'Minimum', 'MaxPool', 'Select', 'Elu'];

/** Whether networks of the first size that suits have kinks. */
async function hasKinks(subject: Subject<'architecture'>, name: 'generator' | 'discriminator'): Promise<boolean> {
  for (const sample of samplesOf(subject)) {
    const built = await build(subject, { sample, latent: 5, classes: subject.settings.classes ?? 0, outputs: [] });
    if (!built) continue;
    const { kernelNames } = await tf.profile(() =>
      tf.tidy(() => {
        const inputs = inputsFor(built, 2, 3);
        const named = name === 'generator' ? inputs.generator(inputs.latent) : inputs.discriminator(inputs.samples);
        return { ...built[name].apply(named, { training: false, random: stream() }) };
      }),
    );
    built.state.dispose();
    return kernelNames.some((kernel) => kinks.includes(kernel));
  }
  return false;
}

const noneFits = 'It refuses every sample it was tried with; name one that suits it under `samples`.';

/** Power iterations and averages come to rest, so that what they hold is constant to first order. */
const settle = ({ generator, discriminator }: Built, inputs: ReturnType<typeof inputsFor>, rounds: number) => {
  for (let i = 0; i < rounds; i++) {
    tf.tidy(() => {
      generator.apply(inputs.generator(inputs.latent), { training: true, random: stream() });
      discriminator.apply(inputs.discriminator(inputs.samples), { training: true, random: stream() });
    });
  }
};

/** The network's first output as a number, weighted at random; a function of its input and of a few weights. */
function valueOf(built: Built, name: 'generator' | 'discriminator', count: number) {
  const network = built[name];
  const inputs = inputsFor(built, count, 3);
  const [input, primary] = name === 'generator' ? (['latent', 'samples'] as const) : (['samples', 'scores'] as const);
  const held = new HeldState(built.state);
  const f: ScalarFunction = ({ [input]: moved, ...weights }) =>
    held.evaluate(() => {
      const named = name === 'generator' ? inputs.generator(moved!) : inputs.discriminator(moved!);
      const output = network.apply(named, { training: false, random: stream(), weights })[primary]!;
      return tf.mean(tf.mul(output, fixedNormal(output.shape, 8)));
    });
  return { f, input, at: inputs[input], dispose: () => held.dispose() };
}

/** First, middle and last weights: enough to find a layer whose gradient is cut or wrong. */
function someWeights(network: Network): Record<string, tf.Tensor> {
  const { parameters } = network;
  const picked = new Set([0, 1, Math.floor(parameters.length / 2), parameters.length - 2, parameters.length - 1]);
  return Object.fromEntries(
    parameters.flatMap(({ name, variable }, i) => (picked.has(i) ? [[name, tf.clone(variable)] as const] : [])),
  );
}

const makeStep: MakeStep<'architecture'> = async (subject, seed) => {
  const classes = subject.settings.classes ?? 0;
  for (const sample of samplesOf(subject)) {
    const built = await build(subject, { sample, latent: 5, classes, outputs: [] }, seed);
    if (!built) continue;
    const { generator, discriminator, state } = built;
    return {
      state,
      draws: { count: 0 },
      dispose: () => state.dispose(),
      inputs: (i) => {
        const { latent, samples, given } = tf.tidy(() => {
          const made = inputsFor(built, 4, 20 + i);
          return { latent: made.latent, samples: made.samples, given: made.given };
        });
        return { latent, samples, ...given, step: tf.scalar(i, 'int32') };
      },
      run({ latent, samples, step, ...given }) {
        const random = new StepRandom(seed, step as tf.Scalar, '/bench');
        const score = (shown: tf.Tensor, scope: string) =>
          discriminator.apply({ samples: shown, ...given }, { training: true, random: random.scope(scope) })['scores']!;
        const make = () =>
          generator.apply({ latent: latent!, ...given }, { training: true, random: random.scope('make') })['samples']!;
        const descend = (network: Network, loss: () => tf.Scalar) => {
          const variables = network.parameters.map(({ variable }) => variable);
          const { value, grads } = tf.variableGrads(loss, variables);
          for (const variable of variables) {
            const gradient = grads[variable.name];
            if (gradient) variable.assign(tf.sub(variable, tf.mul(gradient, 0.01)));
          }
          return value;
        };
        const scoresOf = (fake: tf.Tensor) =>
          ({ real: score(samples!, 'real'), fake: score(fake, 'fake') }) as Parameters<typeof smallLoss.generator>[0];
        return {
          discriminator: descend(discriminator, () => smallLoss.discriminator(scoresOf(make()))),
          generator: descend(generator, () => smallLoss.generator(scoresOf(make()))),
        };
      },
    };
  }
  return skip('no sample suits it');
};

/** Networks of both sides. */
export const architectureChecks: readonly Check<'architecture'>[] = [
  {
    name: 'infers every size from data and latent: samples and scores have the right shapes',
    async run(subject) {
      const fitting = await forSizes(subject, (built) => {
        const { wanted, generator, discriminator } = built;
        for (const [count, training] of [
          [3, true],
          [1, false],
        ] as const) {
          const inputs = inputsFor(built, count, 1);
          const samples = generator.apply(inputs.generator(inputs.latent), { training, random: stream() })['samples']!;
          const expected = [count, ...wanted.sample.shape];
          ensure(
            samples.shape.join() === expected.join(),
            `For samples [${wanted.sample.shape.join(', ')}] and a latent of ${wanted.latent} the generator gives ${shapeOf(samples)}, not [${expected.join(', ')}].`,
          );
          if (wanted.sample.range === 'symmetric' && !training) {
            const largest = tf.max(tf.abs(samples)).dataSync()[0]!;
            ensure(
              largest <= 1,
              `Data lies in [-1, 1]; the generator gives ${largest}. End it with tanh, or cut outside training.`,
            );
          }
          const scores = discriminator.apply(inputs.discriminator(inputs.samples), { training, random: stream() })[
            'scores'
          ]!;
          const map = scores.rank === 4 && scores.shape[0] === count && scores.shape[3] === 1;
          ensure(
            map || (scores.rank === 2 && scores.shape[0] === count && scores.shape[1] === 1),
            `The discriminator's scores are ${shapeOf(scores)}, not [${count}, 1] nor a patch map [${count}, h, w, 1].`,
          );
          ensureFinite(valuesOf({ samples, scores }), 'At its initial weights');
        }
      });
      ensure(fitting > 0, noneFits);
    },
  },
  {
    name: 'refuses what it cannot build with SADDLE_CONFIG_INCOMPATIBLE',
    async run(subject) {
      for (const sample of [...samplesOf(subject), { shape: [7, 5, 3], range: 'symmetric' } as const]) {
        await build(subject, { sample, latent: 3, classes: 0, outputs: [] });
      }
      for (const sample of samplesOf(subject)) {
        if (!(await build(subject, { sample, latent: 4, classes: 0, outputs: [] }))) continue;
        const built = await build(subject, { sample, latent: 4, classes: 0, outputs: ['no-such-output'] });
        const outputs = built && Object.values(built.discriminator.parts).flatMap((part) => part.outputNames);
        ensure(
          !built || outputs?.includes('no-such-output'),
          "A regularizer that needs the discriminator's output 'no-such-output' gets a network without it: refuse `outputs` that are not there.",
        );
        return;
      }
    },
  },
  {
    name: "starts from the run's seed: equal seeds give equal weights, others do not",
    async run(subject) {
      for (const sample of samplesOf(subject)) {
        const wanted = { sample, latent: 5, classes: subject.settings.classes ?? 0, outputs: [] };
        const weightsOf = async (seed: number) => {
          const built = await build(subject, wanted, seed);
          const values = built && valuesOf(Object.fromEntries(built.state.variables));
          built?.state.dispose();
          return values;
        };
        const first = await weightsOf(0);
        if (!first) continue;
        const difference = firstDifference(first, (await weightsOf(0))!);
        ensure(
          !difference,
          `Two builds with one seed differ: ${difference}. Give layers stable names and draw from \`random\`.`,
        );
        ensure(
          firstDifference(first, (await weightsOf(1))!),
          'Two builds with different seeds start with the same weights.',
        );
        return;
      }
    },
  },
  {
    name: 'has first-order gradients equal to finite differences, in inputs and weights',
    async run(subject) {
      for (const name of ['generator', 'discriminator'] as const) {
        const kinked = await hasKinks(subject, name);
        await forSizes(
          subject,
          (built) => {
            settle(built, inputsFor(built, 4, 3), 30);
            const { f, input, at, dispose } = valueOf(built, name, 2);
            const point = { [input]: at, ...someWeights(built[name]) };
            // Along its own direction a gradient stands out from what the kinks do.
            const precision = kinked ? { tolerance: 0.15, directions: 0 } : { tolerance: 3e-2 };
            ensureGradients(f, point, { what: `The ${name}`, ...precision });
            dispose();
          },
          { first: true },
        );
      }
    },
  },
  {
    name: 'has a discriminator that a gradient penalty can differentiate twice',
    async run(subject) {
      const kinked = await hasKinks(subject, 'discriminator');
      await forSizes(
        subject,
        (built) => {
          settle(built, inputsFor(built, 4, 3), 30);
          const { f, input, at, dispose } = valueOf(built, 'discriminator', 2);
          const point = { [input]: at, ...someWeights(built.discriminator) };
          const what = "The discriminator's gradient with respect to samples";
          if (!kinked) ensureSecondGradients(f, point, 'samples', { what, tolerance: 5e-2 });
          const { [input]: _, ...weights } = gradientsOf(slopeOf(f, 'samples'), point);
          const values = valuesOf(weights);
          ensureFinite(values, what);
          const reached = Object.values(values).some((numbers) => norm(numbers) > 0);
          ensure(reached, `${what} does not depend on its weights, so a gradient penalty would teach it nothing.`);
          dispose();
        },
        { first: true },
      );
    },
  },
  {
    name: 'lets every weight reach the loss, and every input matter',
    async run(subject) {
      await forSizes(
        subject,
        (built) => {
          for (const name of ['generator', 'discriminator'] as const) {
            const network = built[name];
            const inputs = inputsFor(built, 4, 3);
            const variables = network.parameters.map(({ variable }) => variable);
            const apply = () =>
              Object.values(
                network.apply(
                  name === 'generator' ? inputs.generator(inputs.latent) : inputs.discriminator(inputs.samples),
                  { training: true, random: stream() },
                ),
              )[0]!;
            const { grads } = tf.variableGrads(() => tf.mean(tf.square(apply())), variables);
            const cut = network.parameters.filter(({ variable }) => !grads[variable.name]);
            ensure(
              cut.length === 0,
              `The ${name}'s output does not depend on ${cut.map((p) => `'${p.name}'`).join(', ')}.`,
            );
            const f = valueOf(built, name, 4);
            const gradient = tf.grad((x: tf.Tensor) => f.f({ [f.input]: x }))(f.at);
            const moved = tf.sum(tf.abs(gradient)).dataSync()[0]! > 0;
            ensure(moved, `The ${name} ignores its ${f.input}.`);
            f.dispose();
          }
        },
        { first: true },
      );
    },
  },
  {
    name: 'lets labels matter in a conditional run',
    async run(subject) {
      const fitting = await forSizes(
        subject,
        (built) => {
          const inputs = inputsFor(built, 3, 3);
          const labelled = (labels: number[]) => ({ labels: tf.tensor1d(labels, 'int32') });
          // Conditional normalization may start without an effect; after a move of every weight it has one.
          const { generator, discriminator } = built;
          for (const { variable } of [...generator.parameters, ...discriminator.parameters]) {
            variable.assign(tf.add(variable, fixedNormal(variable.shape, 40, 0.05)));
          }
          const make = (labels: number[]) =>
            generator.apply({ latent: inputs.latent, ...labelled(labels) }, { random: stream() })['samples']!;
          const score = (labels: number[]) =>
            discriminator.apply({ samples: inputs.samples, ...labelled(labels) }, { random: stream() })['scores']!;
          for (const [what, apply] of [
            ['generator', make],
            ['discriminator', score],
          ] as const) {
            const apart = tf.sum(tf.abs(tf.sub(apply([0, 1, 2]), apply([1, 2, 0])))).dataSync()[0]!;
            ensure(apart > 0, `The ${what} gives the same for other labels.`);
          }
        },
        { first: true, classes: 3 },
      );
      return fitting === 0 ? skip('it takes no labels') : undefined;
    },
  },
  {
    name: 'frees all that its networks hold',
    async run(subject) {
      for (const sample of samplesOf(subject)) {
        const wanted = { sample, latent: 5, classes: 0, outputs: [] };
        const once = async () => {
          const built = await build(subject, wanted);
          built?.state.dispose();
          return built;
        };
        if (!(await once())) continue;
        const before = tf.memory().numTensors;
        await once();
        const left = tf.memory().numTensors - before;
        ensure(left === 0, `Building and disposing the networks leaves ${left} tensors in memory.`);
        return;
      }
    },
  },
  ...stepChecks(makeStep),
];
