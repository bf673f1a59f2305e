import * as tf from '@tensorflow/tfjs';
import {
  defineProcedure,
  SaddleError,
  tokens,
  type Network,
  type Procedure,
  type RandomStream,
  type SampleInfo,
  type Scores,
  type StepInputs,
} from '@saddle/core';
import { z } from 'zod';
import { ImagePool } from './image-pool.js';
import { refuse, requireSource, sourceOf } from './sources.js';

const name = 'cyclegan';

const options = z.strictObject({
  cycle: z.number().gte(0).default(10).describe('Weight of coming back to where a picture was before (lambda).'),
  identity: z
    .number()
    .gte(0)
    .default(0.5)
    .describe(
      'Weight, as a share of `cycle`, of leaving pictures alone that are as they should be; needs equal channels.',
    ),
  pool: z.int().min(0).max(1000).default(50).describe('Earlier results that the discriminators are shown; 0: none.'),
});

const distance = (a: tf.Tensor, b: tf.Tensor) => tf.mean(tf.abs(tf.sub(a, b)));

/** One way of the translation: the network that goes it, and the judge of what arrives. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly network: Network;
  readonly judge: Network;
  readonly pool: ImagePool | undefined;
}

export default defineProcedure({
  name,
  summary: 'Pictures to pictures, learned without pairs: two ways that lead back to where they began',
  paper:
    'Zhu et al., Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks, 2017, arXiv:1703.10593, equations 1 to 3 and section 5.2',
  options,
  inject: {
    architecture: tokens.architecture,
    loss: tokens.loss,
    regularizers: tokens.regularizers,
    augmentations: tokens.augmentations,
    networks: tokens.networks,
    optimizers: tokens.optimizers,
    averages: tokens.averages,
    data: tokens.data,
    run: tokens.run,
    classes: tokens.classes,
    state: tokens.state,
  },
  create({ cycle, identity, pool }, services): Procedure {
    const { architecture, loss, networks, optimizers, averages, data, run, classes, state } = services;
    const source = sourceOf(name, data);
    const { sample } = data;
    refuse(name, {
      regularizers: {
        count: services.regularizers.length,
        reason: 'they are written for one generator and one discriminator',
      },
      augmentations: { count: services.augmentations.length, reason: 'they are written for one discriminator' },
      conditional: { count: classes, reason: 'pictures are made from their sources alone' },
    });
    if (identity > 0 && source.shape.join() !== sample.shape.join()) {
      throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
        problem: `The identity term needs sources and samples of one shape; they are [${source.shape.join(', ')}] and [${sample.shape.join(', ')}].`,
        advice: 'Set `procedure.identity: 0`.',
      });
    }
    const way = (prefix: string, from: string, to: string, start: SampleInfo, end: SampleInfo): Way => ({
      from,
      to,
      network: networks.build(`${prefix}generator`, 'samples', (initial) =>
        architecture.generator({ sample: end, source: start, classes: 0, latent: 0, ...initial }),
      ),
      judge: networks.build(`${prefix}discriminator`, 'scores', (initial) =>
        architecture.discriminator({ sample: end, classes: 0, outputs: [], ...initial }),
      ),
      pool: pool > 0 ? new ImagePool(`${prefix}pool`, pool, run.batch, end.shape, state) : undefined,
    });
    const there = way('', 'source', 'samples', source, sample);
    const back = way('inverse-', 'samples', 'source', sample, source);
    const ways = [there, back];
    requireSource(name, there.network);
    const players = {
      generator: optimizers.player('generator', [there.network, back.network]),
      discriminator: optimizers.player('discriminator', [there.judge, back.judge]),
    };
    const averaged = { there: averages.of(there.network), back: averages.of(back.network) };

    const go = ({ network }: Way, picture: tf.Tensor, random: RandomStream) =>
      network.apply({ source: picture }, { training: true, random: random.scope('generator') })['samples']!;

    /** The scores of one way's results beside those of real pictures, each computed when first read. */
    const scores = ({ judge, to }: Way, fake: tf.Tensor, { batch, random }: StepInputs): Scores => {
      const stream = random.scope('discriminator');
      const judged = (picture: tf.Tensor) => judge.apply({ samples: picture }, { training: true, random: stream });
      const seen: { real?: ReturnType<typeof judged>; fake?: ReturnType<typeof judged> } = {};
      const outputs = {
        get real() {
          return (seen.real ??= judged(batch[to]!));
        },
        get fake() {
          return (seen.fake ??= judged(fake));
        },
      };
      return {
        get real() {
          return outputs.real['scores']!;
        },
        get fake() {
          return outputs.fake['scores']!;
        },
        outputs,
        inputs: { real: batch[to]!, fake },
        random: random.scope('loss'),
      };
    };

    const generatorStep = (inputs: StepInputs) => {
      const { batch, random, rates, iteration } = inputs;
      const report = players.generator.minimize(() => {
        const results = ways.map((one) => go(one, batch[one.from]!, random));
        const seen = ways.map((one, i) => scores(one, results[i]!, inputs));
        const returned = ways.map((one, i) => distance(go(ways[1 - i]!, results[i]!, random), batch[one.from]!));
        const kept = identity > 0 ? ways.map((one) => distance(go(one, batch[one.to]!, random), batch[one.to]!)) : [];
        return {
          terms: {
            loss: tf.addN(seen.map((each) => loss.generator(each))) as tf.Scalar,
            cycle: tf.mul(cycle, tf.addN(returned)) as tf.Scalar,
            ...(identity > 0 && { identity: tf.mul(cycle * identity, tf.addN(kept)) as tf.Scalar }),
          },
          report: { 'score/fake': tf.mean(seen[0]!.fake) as tf.Scalar },
        };
      }, rates['generator']!);
      averaged.there?.update(iteration);
      averaged.back?.update(iteration);
      return report;
    };

    const discriminatorStep = (inputs: StepInputs) => {
      const { batch, random, rates } = inputs;
      const shown = ways.map((one) => {
        const results = go(one, batch[one.from]!, random);
        return one.pool ? one.pool.exchange(results, random.scope('pool')) : results;
      });
      return players.discriminator.minimize(() => {
        const seen = ways.map((one, i) => scores(one, shown[i]!, inputs));
        return {
          terms: { loss: tf.addN(seen.map((each) => loss.discriminator(each))) as tf.Scalar },
          report: {
            'score/real': tf.mean(seen[0]!.real) as tf.Scalar,
            'score/fake': tf.mean(seen[0]!.fake) as tf.Scalar,
          },
        };
      }, rates['discriminator']!);
    };

    return {
      networks: {
        generator: there.network,
        'inverse-generator': back.network,
        discriminator: there.judge,
        'inverse-discriminator': back.judge,
      },
      players: ['generator', 'discriminator'],
      steps: { generator: generatorStep, discriminator: discriminatorStep },
      fixedSchedule: true,
      schedule: () => [
        { step: 'generator', batch: 'next' },
        { step: 'discriminator', batch: 'same' },
      ],
      translation: { source: 'source', inverse: true },
      latents: () => ({}),
      generate({ inputs, random, options: further }) {
        // Pictures called samples go the way back.
        const [{ network, from }, average] = inputs['source'] ? [there, averaged.there] : [back, averaged.back];
        const weights = average && { weights: average.weights };
        return network.apply({ source: inputs[from]! }, { ...further, training: false, random, ...weights })[
          'samples'
        ]!;
      },
      score: (samples) => there.judge.apply({ samples }, { training: false })['scores']!,
    };
  },
});
