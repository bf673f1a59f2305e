import * as tf from '@tensorflow/tfjs';
import type { Network } from '../networks/network.js';
import type { State } from '../state/state.js';

export interface AveragingSettings {
  /** Share of the old average kept at each update, in [0, 1). */
  readonly decay: number;
  /** Iterations before which the average follows the weights exactly. */
  readonly start: number;
}

/** An exponential moving average of a network's parameters (Yazıcı et al. 2018, arXiv:1806.04498), as registered state. */
export class AveragedNetwork {
  readonly #shadow: readonly { name: string; average: tf.Variable; source: tf.Variable }[];

  constructor(
    readonly network: Network,
    private readonly settings: AveragingSettings,
    state: State,
  ) {
    const scope = state.scope('averages');
    this.#shadow = network.parameters.map(({ name, variable }) => ({
      name,
      source: variable,
      average: scope.variable(name, variable),
    }));
  }

  /** Inside a step, after the network's update. @param iteration int32 scalar */
  update(iteration: tf.Scalar): void {
    tf.tidy(() => {
      const started = tf.greaterEqual(iteration, tf.scalar(this.settings.start, 'int32')).toFloat();
      const keep = tf.mul(started, this.settings.decay);
      for (const { average, source } of this.#shadow) {
        average.assign(tf.add(tf.mul(average, keep), tf.mul(source, tf.sub(1, keep))));
      }
    });
  }

  /** The averaged weights, for `apply(inputs, { weights })`. */
  get weights(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.#shadow.map(({ name, average }) => [name, average]));
  }
}

/** Makes averages where the config asks for them. */
export class AveragedNetworks {
  constructor(
    private readonly settings: AveragingSettings | undefined,
    private readonly state: State,
  ) {}

  of(network: Network): AveragedNetwork | undefined {
    return this.settings && new AveragedNetwork(network, this.settings, this.state);
  }
}
