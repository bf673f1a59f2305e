import { defineAugmentation, SaddleError, tokens } from '@saddle/core';
import { requirePictures } from '@saddle/nn';
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { changeColors, colorNames } from './colors.js';
import { controller } from './controller.js';
import { move, moveNames } from './moves.js';

const names = [...moveNames, ...colorNames] as const;

type Name = (typeof names)[number];

const options = z.strictObject({
  transforms: z
    .array(z.enum(names))
    .min(1)
    .optional()
    .describe(
      `Which changes take part, always done in this order: ${names.join(', ')}; all that suit the data where absent`,
    ),
  target: z.number().min(-1).max(1).default(0.6).describe('Wanted mean sign of the scores of real samples (r_t)'),
  speed: z.int().positive().default(500_000).describe('Real samples in which the strength can go from 0 to 1'),
  interval: z.int().positive().default(4).describe('Updates of the discriminator between two adjustments'),
  initial: z.number().min(0).max(1).default(0).describe('Strength at the start: the probability of each change'),
});

export default defineAugmentation({
  name: 'ada',
  summary:
    'Flips, turns, shifts, sizes and colours, each with a probability that grows while the discriminator overfits',
  paper: 'Karras et al., Training Generative Adversarial Networks with Limited Data, 2020, arXiv:2006.06676',
  options,
  inject: { data: tokens.data, run: tokens.run, state: tokens.state },
  create({ transforms, ...control }, { data, run, state }) {
    const [height, width, channels] = requirePictures(data.sample, "The augmentation 'ada'");
    const unfit = {
      ...(height !== width && { rotate90: `square pictures; the data's have ${height} x ${width} pixels` }),
      ...(channels !== 3 && {
        hue: `3 colours; the data has ${channels}`,
        saturation: `3 colours; the data has ${channels}`,
      }),
    };
    const chosen = transforms ?? names.filter((name) => !(name in unfit));
    for (const [name, needs] of Object.entries(unfit)) if (chosen.includes(name as Name)) throw misfit(name, needs);
    const { strength, adjust } = controller(state, { ...control, batch: run.batch });
    return {
      apply(samples, random) {
        const changes = { names: chosen, strength, random };
        return changeColors(move(samples as tf.Tensor4D, changes), changes);
      },
      control: adjust,
    };
  },
});

const misfit = (name: string, needs: string) =>
  new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `'${name}' of the augmentation 'ada' needs ${needs}.`,
    advice: `Give \`transforms\` without ${name}.`,
  });
