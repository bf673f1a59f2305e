import {
  Player,
  StepRandom,
  type Latent,
  type Loss,
  type Optimizer,
  type Plugin,
  type Runtime,
  type TensorMap,
} from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { buildNetworks, type Wanted } from './build-networks.js';
import { pattern } from './pattern.js';

export interface StepParts {
  architecture: Plugin<'architecture'>;
  wanted: Wanted;
  loss: Plugin<'loss'>;
  lossOptions?: object;
  optimizer: Plugin<'optimizer'>;
  optimizerOptions?: object;
  latent: Plugin<'latent'>;
}

const create = async <T>(plugin: Plugin, options: object, services: Record<string, unknown> = {}): Promise<T> =>
  (await plugin.create(plugin.options.parse(options), services)) as T;

/**
 * Two alternating steps of both players, built of plugins alone, on a given runtime.
 *
 * @returns the registered state's values after it, by name
 */
export async function runPluginStep(runtime: Runtime, parts: StepParts): Promise<Map<string, Float32Array>> {
  const { wanted } = parts;
  const classes = wanted.classes ?? 0;
  const latent = await create<Latent>(parts.latent, {});
  const { generator, discriminator, state } = await buildNetworks(parts.architecture, {
    ...wanted,
    latent: latent.size,
  });
  const loss = await create<Loss>(parts.loss, parts.lossOptions ?? {});
  const player = async (network: typeof generator) => {
    const scoped = { state: state.scope(`optimizers/${network.name}`) };
    const optimizer = await create<Optimizer>(parts.optimizer, parts.optimizerOptions ?? {}, scoped);
    return new Player(network.name, network.parameters, { optimizer, learningRate: 1e-3, groups: [] });
  };
  const [first, second] = [await player(discriminator), await player(generator)];

  const step = runtime.compile('both-players', state, ({ samples, labels, number, rate }: TensorMap) => {
    const random = new StepRandom(7, number as tf.Scalar);
    const real = samples!;
    const scoresOf = () => {
      const batch = latent.sample({ count: real.shape[0]!, random, classes });
      const fake = generator.apply({ ...batch } as unknown as TensorMap, { training: true })['samples']!;
      const apply = (shown: tf.Tensor) =>
        discriminator.apply(labels ? { samples: shown, labels } : { samples: shown }, { training: true });
      const outputs = { real: apply(real), fake: apply(fake) };
      return {
        real: outputs.real['scores']!,
        fake: outputs.fake['scores']!,
        outputs,
        inputs: { real, fake },
        random,
      };
    };
    return {
      ...first.minimize(
        () => ({ terms: { discriminator: loss.discriminator(scoresOf()) }, report: {} }),
        rate as tf.Scalar,
      ),
      ...second.minimize(() => ({ terms: { generator: loss.generator(scoresOf()) }, report: {} }), rate as tf.Scalar),
    };
  });
  for (let number = 0; number < 2; number++) {
    const inputs = {
      samples: pattern([8, ...wanted.shape], 50 + number),
      ...(classes > 0 && { labels: tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32') }),
      number: tf.scalar(number, 'int32'),
      rate: tf.scalar(1e-3),
    };
    tf.tidy(() => void step(inputs));
  }
  return new Map(
    [...state.variables].map(([name, variable]) => [name, Float32Array.from(variable.dataSync() as Float32Array)]),
  );
}
