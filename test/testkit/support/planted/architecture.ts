import {
  defineArchitecture,
  SaddleError,
  type DiscriminatorSpec,
  type GeneratorSpec,
  type RandomStream,
} from '@saddle/core';
import { fromStream, labelInput } from '@saddle/nn';
import type { Settings } from '@saddle/testkit';
import * as tf from '@tensorflow/tfjs';
import { frozenSquare, healthy, withStepBugs, wrongSquare, type Planted, type Spoil } from './planted.js';

/** A layer that does to its input what a function does. */
class Through extends tf.layers.Layer {
  static readonly className = 'Through';
  constructor(private readonly change: (x: tf.Tensor, random: RandomStream) => tf.Tensor) {
    super({});
  }
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    const [input] = [inputs].flat();
    return this.change(input!, kwargs['random'] as RandomStream);
  }
}

interface Change {
  readonly extraUnits?: number;
  readonly endless?: boolean;
  readonly fixedSeed?: boolean;
  readonly ignoresLatent?: boolean;
  readonly ignoresOutputs?: boolean;
  readonly ignoresLabels?: boolean;
  readonly leaks?: boolean;
  readonly discriminator?: (x: tf.Tensor) => tf.Tensor;
  readonly spoil?: () => Spoil;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function planted(change: Change) {
  const dense = (units: number, { random }: Pick<GeneratorSpec, 'random'>, seed: number) =>
    tf.layers.dense({
      units,
      kernelInitializer: change.fixedSeed
        ? tf.initializers.glorotNormal({ seed })
        : fromStream(random, 'glorot-normal'),
    });
  const hidden = (x: tf.SymbolicTensor, spec: GeneratorSpec | DiscriminatorSpec) =>
    tf.layers.activation({ activation: 'tanh' }).apply(dense(8, spec, 1).apply(x)) as tf.SymbolicTensor;
  const conditioned = (x: tf.SymbolicTensor, classes: number) => {
    if (classes === 0) return { x, inputs: [] };
    const { labels, oneHot } = labelInput(classes);
    const given = change.ignoresLabels ? (new Through((v) => tf.mul(v, 0)).apply(oneHot) as tf.SymbolicTensor) : oneHot;
    return { x: tf.layers.concatenate().apply([x, given]) as tf.SymbolicTensor, inputs: [labels] };
  };
  return defineArchitecture({
    name: 'planted',
    summary: 'With a bug',
    create: () => {
      const spoil = change.spoil?.();
      return {
        generator(spec) {
          const latent = tf.input({ shape: [spec.latent], name: 'latent' });
          const source = change.ignoresLatent
            ? (new Through((x) => tf.mul(x, 0)).apply(latent) as tf.SymbolicTensor)
            : latent;
          const { x, inputs } = conditioned(source, spec.classes);
          let y = dense(sizeOf(spec.sample.shape), spec, 2).apply(hidden(x, spec)) as tf.SymbolicTensor;
          if (spec.sample.range === 'symmetric' && !change.endless) {
            y = tf.layers.activation({ activation: 'tanh' }).apply(y) as tf.SymbolicTensor;
          }
          if (change.endless) y = new Through((v) => tf.mul(v, 30)).apply(y) as tf.SymbolicTensor;
          if (spoil) y = new Through((v, random) => spoil(v, random)).apply(y) as tf.SymbolicTensor;
          const outputs = tf.layers.reshape({ targetShape: [...spec.sample.shape] }).apply(y) as tf.SymbolicTensor;
          return tf.model({ inputs: [latent, ...inputs], outputs });
        },
        discriminator(spec) {
          if (change.leaks) tf.keep(tf.zeros([3]));
          if (spec.outputs.length > 0 && !change.ignoresOutputs) {
            throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', { problem: 'It has scores alone.' });
          }
          const samples = tf.input({ shape: [...spec.sample.shape], name: 'samples' });
          const flat =
            spec.sample.shape.length > 1 ? (tf.layers.flatten().apply(samples) as tf.SymbolicTensor) : samples;
          const { x, inputs } = conditioned(flat, spec.classes);
          let y = hidden(x, spec);
          if (change.discriminator) y = new Through((v) => change.discriminator!(v)).apply(y) as tf.SymbolicTensor;
          const outputs = dense(1 + (change.extraUnits ?? 0), spec, 3).apply(y) as tf.SymbolicTensor;
          return tf.model({ inputs: [samples, ...inputs], outputs });
        },
      };
    },
  });
}

export const healthyArchitecture = planted({ spoil: healthy });

const small: Settings = { samples: [{ shape: [4, 4, 1], range: 'symmetric' }] };

export const plantedArchitectures: readonly Planted<'architecture'>[] = [
  {
    bug: 'two scores per sample',
    check: 'infers every size from data and latent: samples and scores have the right shapes',
    says: /scores are \[3, 2\]/,
    plugin: planted({ extraUnits: 1 }),
  },
  {
    bug: 'samples beyond [-1, 1]',
    check: 'infers every size from data and latent: samples and scores have the right shapes',
    says: /End it with tanh/,
    plugin: planted({ endless: true }),
  },
  {
    bug: 'outputs that are asked for and not there',
    check: 'refuses what it cannot build with SADDLE_CONFIG_INCOMPATIBLE',
    says: /no-such-output/,
    plugin: planted({ ignoresOutputs: true }),
  },
  {
    bug: 'a fixed seed',
    check: "starts from the run's seed: equal seeds give equal weights, others do not",
    says: /different seeds start with the same weights/,
    plugin: planted({ fixedSeed: true }),
  },
  {
    bug: 'a gradient that is twice too large',
    check: 'has first-order gradients equal to finite differences, in inputs and weights',
    says: /The discriminator has a gradient/,
    plugin: planted({ discriminator: (x) => wrongSquare(x, 2) }),
  },
  {
    bug: 'a gradient that is a constant to the second order',
    check: 'has a discriminator that a gradient penalty can differentiate twice',
    says: /The discriminator's gradient with respect to samples/,
    plugin: planted({ discriminator: (x) => frozenSquare(x) }),
  },
  {
    bug: 'a generator that ignores its latent',
    check: 'lets every weight reach the loss, and every input matter',
    says: /generator ignores its latent/,
    plugin: planted({ ignoresLatent: true }),
  },
  {
    bug: 'labels without an effect',
    check: 'lets labels matter in a conditional run',
    says: /gives the same for other labels/,
    plugin: planted({ ignoresLabels: true }),
  },
  {
    bug: 'a tensor kept while building',
    check: 'frees all that its networks hold',
    says: /leaves \d+ tensors in memory/,
    plugin: planted({ leaks: true }),
  },
  ...withStepBugs((spoil) => planted({ spoil }), ['draws other numbers with another seed and at another step']),
].map((each) => ({ settings: small, ...each }));
