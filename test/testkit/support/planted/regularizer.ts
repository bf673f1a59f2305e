import { defineRegularizer, type PenaltyContext, type Regularizer } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { healthy, withStepBugs, wrongSquare, type Planted, type Spoil } from './planted.js';

const squares = ({ outputs }: PenaltyContext) => tf.mean(tf.square(outputs.real['scores']!)) as tf.Scalar;

const regularizer = (made: Partial<Regularizer>) =>
  defineRegularizer({
    name: 'planted',
    summary: 'With a bug',
    create: () => ({ players: ['discriminator'], penalty: squares, ...made }),
  });

const spoiled = (spoil: () => Spoil) =>
  defineRegularizer({
    name: 'planted',
    summary: 'With a bug',
    create: () => {
      const change = spoil();
      return {
        players: ['discriminator'],
        penalty: (context) => change(squares(context), context.random) as tf.Scalar,
        constrain: ({ variables }) => variables.forEach((v) => v.assign(tf.clipByValue(v, -1, 1))),
      };
    },
  });

export const healthyRegularizer = spoiled(healthy);

export const plantedRegularizers: readonly Planted<'regularizer'>[] = [
  {
    bug: 'an unknown player',
    check: 'names the players it is for and has a penalty or a constraint',
    says: /Its players are \[critic\]/,
    plugin: regularizer({ players: ['critic' as 'generator'] }),
  },
  {
    bug: 'one number per sample',
    check: 'returns a finite float32 scalar for samples of every shape',
    says: /float32 \[8, 1\], not a float32 scalar/,
    plugin: regularizer({ penalty: ({ outputs }) => tf.square(outputs.real['scores']!) as tf.Scalar }),
  },
  {
    bug: 'a custom gradient that is a tenth too small',
    check: 'has gradients with respect to the weights equal to finite differences',
    says: /Its gradient with respect to 'discriminator/,
    plugin: regularizer({ penalty: ({ outputs }) => tf.mean(wrongSquare(outputs.real['scores']!, 0.9)) }),
  },
  {
    bug: 'a player it does not reach',
    check: 'reaches every player it names',
    says: /every weight of the generator is zero/,
    plugin: regularizer({ players: ['discriminator', 'generator'] }),
  },
  {
    bug: 'a gradient norm whose root is taken at zero',
    check: 'stays finite where scores are extreme and where gradients vanish',
    says: /or its gradient is not finite/,
    plugin: regularizer({
      penalty({ real, discriminator }) {
        const gradient = tf.grad((x) => tf.sum(discriminator(x)['scores']!))(real);
        const norms = tf.sqrt(tf.sum(tf.square(tf.reshape(gradient, [real.shape[0]!, -1])), 1));
        return tf.mean(tf.square(tf.sub(norms, 1)));
      },
    }),
  },
  {
    bug: 'a constraint without an effect',
    check: 'moves weights by its constraint, and to finite values',
    says: /leaves every weight of the discriminator as it is/,
    plugin: regularizer({ constrain: ({ variables }) => variables.forEach((v) => tf.clipByValue(v, -1, 1)) }),
  },
  ...withStepBugs(spoiled),
];
