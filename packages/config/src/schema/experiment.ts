import { z } from 'zod';
import { degradation } from './degradation.js';
import { section } from './section.js';

const positive = z.number().gt(0);
const count = z.int().min(1);

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Expected a name of at most 64 small letters, digits and hyphens')
  .describe("Name of the run's directory; the file's name where absent.");

const runtime = z.strictObject({
  backend: z
    .enum(['auto', 'tensorflow', 'wasm', 'cpu'])
    .default('auto')
    .describe('What computes; auto takes the fastest that works.'),
  compile: z.enum(['auto', 'xla', 'graph', 'off']).default('auto').describe('How training steps are compiled.'),
  threads: count.optional().describe('Threads of the backend; as many as there are cores where absent.'),
  iterationsPerCall: z
    .union([count, z.literal('auto')])
    .default('auto')
    .describe('Iterations that run in one call of a compiled step; changes no number.'),
});

const clip = z.union([
  z.strictObject({ norm: positive.describe("Largest L2 norm over all of a player's gradients.") }),
  z.strictObject({ value: positive.describe('Largest absolute value of a single gradient.') }),
]);

const group = z.strictObject({
  match: z.string().min(1).describe('Text in the names of the parameters; the first group that matches counts.'),
  rate: z.number().gte(0).describe('Factor on the learning rate; 0 freezes the group.'),
});

const optimizer = section('optimizer', "A player's optimizer.", {
  learningRate: positive.describe('Step size.'),
  schedule: section('schedule', 'The learning rate over time; constant where absent.', {}).optional(),
  clip: clip.optional().describe('Gradient clipping, by `norm` or by `value`.'),
  groups: z.array(group).default([]).describe('Parts of the parameters with learning rates of their own.'),
});

const regularizer = section('regularizer', "A term added to a player's loss.", {
  player: z
    .enum(['generator', 'discriminator'])
    .optional()
    .describe("Whose loss it is added to; the regularizer's own choice where absent."),
  weight: z.number().gte(0).default(1).describe('Factor on the penalty.'),
  every: count.default(1).describe('Computed in every n-th step only, weighted n-fold.'),
});

const architecture = (description: string) => section('architecture', description, {});

const start = z.strictObject({
  from: z.string().min(1).describe('Run directory of the earlier run, from the folder of this file.'),
  checkpoint: z
    .union([z.literal('newest'), z.int().gte(0)])
    .default('newest')
    .describe('Iteration of the checkpoint.'),
  network: z.string().min(1).optional().describe("The network's name there, where it is another."),
});

const playerName = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,63}$/, 'Expected a name of letters, digits, - and _ that begins with a letter');

/**
 * Everything in an experiment's config but plugins' own options: names, types, ranges, defaults and descriptions, and
 * their only home. Its output is the resolved form.
 */
export const experimentSchema = z
  .strictObject({
    name: name.optional(),
    seed: z.int().gte(0).default(0).describe('Decides every random number of the run.'),
    plugins: z
      .array(z.string().min(1))
      .default([])
      .describe('Files and packages with plugins, beside the installed ones; paths from the file that names them.'),
    runtime: runtime.prefault({}).describe('What computes and how; `iterationsPerCall` alone changes no number.'),
    data: section('dataset', 'The data.', {
      batch: count.default(64).describe('Examples in a batch.'),
      degrade: degradation
        .optional()
        .describe('Makes pairs: beside each picture, as the field `source`, what this leaves of it.'),
    }),
    conditional: z.boolean().default(false).describe('Networks are conditioned on the class labels of the data.'),
    latent: section('latent', "Distribution of the generator's input.", {}).prefault({ use: 'normal' }),
    architecture: z
      .union([
        architecture('The networks.'),
        z.strictObject({
          generator: architecture('The generator.'),
          discriminator: architecture('The discriminator.'),
        }),
      ])
      .describe('The networks: one plugin for both, or one for each under `generator` and `discriminator`.'),
    loss: section('loss', 'The adversarial loss of both players.', {}),
    regularizers: z.array(regularizer).prefault([]).describe("Terms added to the players' losses."),
    augmentations: z
      .array(section('augmentation', 'A change of samples.', {}))
      .prefault([])
      .describe('What happens to real and generated samples before the discriminator sees them, in order.'),
    optimizers: z
      .record(playerName, optimizer)
      .refine((players) => Object.keys(players).length > 0, 'Expected an optimizer for at least one player')
      .describe('One optimizer for each player that the procedure trains.'),
    averaging: z
      .strictObject({
        decay: z.number().gte(0).lt(1).default(0.999).describe('Share of the old average kept at each update.'),
        start: z.int().gte(0).default(0).describe('Iterations before which the average follows the weights exactly.'),
      })
      .nullable()
      .default(null)
      .describe("Exponential moving average of the generator's weights; off where null."),
    procedure: section('procedure', 'Which steps run in which order.', {}).prefault({ use: 'alternating' }),
    initialize: z
      .record(playerName, start)
      .default({})
      .describe("Networks that begin with the weights of an earlier run's checkpoint, by name."),
    budget: z
      .union([
        z.strictObject({ iterations: count.describe('Iterations of the procedure.') }),
        z.strictObject({ images: count.describe('Real examples shown, repetitions counted; full batches only.') }),
      ])
      .describe('How long it trains: `iterations` or `images`.'),
    logging: z
      .strictObject({ every: count.default(100).describe('Iterations between two records of losses and scores.') })
      .prefault({})
      .describe('What goes to metrics.jsonl.'),
    sampling: z
      .strictObject({
        every: count.default(1000).describe('Iterations between two sample pictures.'),
        count: count.max(4096).default(64).describe('Samples in a picture.'),
        seed: z.int().gte(0).optional().describe("Decides the fixed latents; the run's seed where absent."),
        animation: z.boolean().default(true).describe('Whether the pictures are also joined to an animated one.'),
        options: z
          .record(z.string(), z.number())
          .optional()
          .describe('Numbers that the networks take at sampling, such as `truncation: 0.7`; figures are without them.'),
      })
      .prefault({})
      .describe('Sample pictures during the run.'),
    checkpoints: z
      .strictObject({
        every: count.default(1000).describe('Iterations between two checkpoints.'),
        keep: count.default(3).describe('How many are kept, the newest ones.'),
      })
      .prefault({})
      .describe('What a run is resumed from.'),
    divergence: z
      .strictObject({
        action: z
          .enum(['stop', 'rollback'])
          .default('stop')
          .describe('What happens: the run ends, or goes back to a checkpoint.'),
        limit: positive
          .default(1e6)
          .describe('Largest absolute value of a score or loss; NaN and infinity count always.'),
        retries: z.int().gte(0).default(2).describe('Times a run goes back before it stops.'),
        rateFactor: positive.max(1).default(0.5).describe('Factor on all learning rates after going back.'),
      })
      .prefault({})
      .describe('When training fails.'),
    sampler: section('sampler', 'How samples are drawn after training; plainly where absent.', {}).optional(),
    metrics: z
      .array(
        section('metric', 'A measure of generated samples.', {
          every: count.optional().describe('Iterations between two evaluations; at the end alone where absent.'),
          samples: count
            .default(10_000)
            .describe('Generated samples, and real ones: as many, or all where there are fewer.'),
          extractor: section('extractor', 'What turns samples into features; raw pixels where absent.', {}).optional(),
        }),
      )
      .prefault([])
      .describe('Measures of generated samples against data.'),
    hooks: z
      .array(section('hook', 'Work beside training.', {}))
      .prefault([])
      .describe('Work on the host after iterations.'),
  })
  .describe('An experiment of Saddle.');

/** A config with every default filled in, plugins' options included. Plain data. */
export type Experiment = Omit<z.output<typeof experimentSchema>, 'name'> & { name: string };
