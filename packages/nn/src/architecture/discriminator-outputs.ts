import * as tf from '@tensorflow/tfjs';
import { SaddleError, suggest, type DiscriminatorSpec } from '@saddle/core';

/** Makes a linear map of the features with so many outputs, as the layer `name`. */
export type Head = (name: string, units: number) => tf.SymbolicTensor;

/**
 * The outputs of a discriminator in the order of the contract: `scores` `[batch, 1]`, then those the run asks for.
 * 'features' is the last hidden layer, 'classes' the logits of the classes, any other has its size in `heads`.
 *
 * @param features `[batch, n]`
 * @throws SADDLE_CONFIG_INCOMPATIBLE for an output whose size is not known
 */
export function discriminatorOutputs(
  features: tf.SymbolicTensor,
  { outputs, classes }: Pick<DiscriminatorSpec, 'outputs' | 'classes'>,
  heads: Readonly<Record<string, number>>,
  head: Head,
): tf.SymbolicTensor[] {
  const sizes: Record<string, number> = { ...(classes > 0 && { classes }), ...heads };
  const further = outputs
    .filter((name) => name !== 'scores')
    .map((name) => {
      if (name === 'features') {
        return tf.layers.activation({ activation: 'linear', name }).apply(features) as tf.SymbolicTensor;
      }
      const size = sizes[name];
      if (size === undefined) {
        throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
          problem: `A loss or regularizer needs the discriminator's output '${name}', whose size is not known. ${suggest(name, ['features', ...Object.keys(sizes)])}`,
          advice:
            name === 'classes'
              ? 'Make the run conditional on data that has labels.'
              : `Give its size in the architecture's options: \`discriminator: { heads: { ${name}: <size> } }\`.`,
        });
      }
      return head(name, size);
    });
  return [head('scores', 1), ...further];
}

/** Whether the discriminator takes the labels as an input: not where it has to predict them. */
export const takesLabels = ({ classes, outputs }: Pick<DiscriminatorSpec, 'outputs' | 'classes'>): boolean =>
  classes > 0 && !outputs.includes('classes');
