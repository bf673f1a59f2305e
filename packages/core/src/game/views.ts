import * as tf from '@tensorflow/tfjs';
import type { Augmentation } from '../contracts/augmentation.js';
import type { LatentBatch } from '../contracts/latent.js';
import type { Scores } from '../contracts/loss.js';
import type { PenaltyContext, PlayerName } from '../contracts/regularizer.js';
import type { Outputs, TensorMap } from '../contracts/tensors.js';
import type { Network } from '../networks/network.js';
import type { RandomStream } from '../random/stream.js';

/** A value computed at its first reading. */
const lazy = <T>(compute: () => T): (() => T) => {
  let value: { readonly it: T } | undefined;
  return () => (value ??= { it: compute() }).it;
};

export interface Contestants {
  readonly generator: Network;
  readonly discriminator: Pick<Network, 'apply' | 'parameters'>;
  readonly augmentations: readonly Augmentation[];
}

export interface Round {
  readonly player: PlayerName;
  readonly batch: TensorMap;
  readonly latents: LatentBatch;
  readonly random: RandomStream;
  /** The generated samples, on the tape where the generator is trained. */
  readonly fake: tf.Tensor;
  /** Real and generated samples through the discriminator in one pass, or each by itself. */
  readonly together: boolean;
}

/** What losses and penalties see of one round. Everything is computed when first read. */
export interface View {
  readonly scores: Scores;
  readonly outputs: { readonly real: Outputs; readonly fake: Outputs };
  /** What a penalty called `name` sees. */
  context(name: string): PenaltyContext;
}

const compact = (inputs: Record<string, tf.Tensor | undefined>): TensorMap =>
  Object.fromEntries(Object.entries(inputs).filter((entry): entry is [string, tf.Tensor] => entry[1] !== undefined));

const concatEach = (first: TensorMap, second: TensorMap): TensorMap =>
  Object.fromEntries(Object.entries(first).map(([name, tensor]) => [name, tf.concat([tensor, second[name]!])]));

/** Splits every output of a joint pass into its first `rows` rows and the rest. */
function split(outputs: Outputs, rows: number): { real: Outputs; fake: Outputs } {
  const halves = Object.entries(outputs).map(([name, output]) => {
    const parts = tf.split(output, [rows, output.shape[0]! - rows]);
    return [name, parts] as const;
  });
  return {
    real: Object.fromEntries(halves.map(([name, [real]]) => [name, real!])),
    fake: Object.fromEntries(halves.map(([name, [, fake]]) => [name, fake!])),
  };
}

export function look({ generator, discriminator, augmentations }: Contestants, round: Round): View {
  const { batch, latents, random, player, fake: generated } = round;
  const samples = batch['samples']!;
  const conditional = latents.labels !== undefined;
  const realLabels = conditional ? batch['labels'] : undefined;

  const augmentRandom = random.scope('augment');
  const augment = (input: tf.Tensor, stream: RandomStream) =>
    augmentations.reduce((seen, augmentation, i) => augmentation.apply(seen, stream.scope(String(i))), input);
  const relabel = (labels: tf.Tensor | undefined) =>
    augmentations.reduce((seen, augmentation) => seen && (augmentation.labels?.(seen) ?? seen), labels);

  const inputs = {
    real: lazy(() => augment(samples, augmentRandom.scope('real'))),
    fake: lazy(() => augment(generated, augmentRandom.scope('fake'))),
  };
  const discriminate = (input: tf.Tensor, labels: tf.Tensor | undefined, conditions: TensorMap | undefined) =>
    discriminator.apply(compact({ samples: input, labels, ...conditions }), {
      training: true,
      random: random.scope('discriminator'),
    });

  const joint = lazy(() => {
    const labels = realLabels && tf.concat([relabel(realLabels)!, relabel(latents.labels)!]);
    const conditions = latents.conditions && concatEach(latents.conditions.real, latents.conditions.generated);
    return split(discriminate(tf.concat([inputs.real(), inputs.fake()]), labels, conditions), inputs.real().shape[0]!);
  });
  const real = lazy(() =>
    round.together ? joint().real : discriminate(inputs.real(), relabel(realLabels), latents.conditions?.real),
  );
  const fake = lazy(() =>
    round.together ? joint().fake : discriminate(inputs.fake(), relabel(latents.labels), latents.conditions?.generated),
  );
  const outputs = {
    get real() {
      return real();
    },
    get fake() {
      return fake();
    },
  };
  const scores: Scores = {
    get real() {
      return real()['scores']!;
    },
    get fake() {
      return fake()['scores']!;
    },
    outputs,
    inputs: {
      get real() {
        return inputs.real();
      },
      get fake() {
        return inputs.fake();
      },
    },
    random: random.scope('loss'),
  };
  const trained = player === 'generator' ? generator : discriminator;
  const context = (name: string): PenaltyContext => penaltyContext(random.scope(name));
  const penaltyContext = (stream: RandomStream): PenaltyContext => ({
    player,
    real: samples,
    fake: generated,
    latent: latents,
    batch,
    labels: { real: realLabels, fake: latents.labels },
    outputs,
    generator: (input, options) =>
      generator.apply(input, { training: true, random: stream.scope('generator'), ...options }),
    discriminator: (input, options) =>
      discriminator.apply(input, { training: true, random: stream.scope('discriminator'), ...options }),
    augment: (input) => augment(input, stream.scope('augment')),
    weights: trained.parameters.map(({ variable }) => variable),
    random: stream,
  });
  return { scores, outputs, context };
}
