import * as tf from '@tensorflow/tfjs';
import type { Optimizer, Parameter, Update } from '../contracts/optimizer.js';
import { SaddleError } from '../errors/index.js';
import type { Network } from '../networks/network.js';
import { clipGradients, globalNorm, type Clipping } from './clipping.js';

/** A part of a player's parameters with its own factor on the learning rate. */
export interface ParameterGroup {
  /** Parameters whose name contains this text. The first group that matches counts. */
  readonly match: string;
  /** Factor on the learning rate; 0 freezes the group. */
  readonly rate: number;
}

/** One entry of `optimizers:` in the config, resolved. */
export interface OptimizerSettings {
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly clip?: Clipping | undefined;
  readonly groups: readonly ParameterGroup[];
}

/** What one update did. */
export interface Minimized {
  readonly loss: tf.Scalar;
  /** L2 norm over all gradients, before clipping. */
  readonly gradientNorm: tf.Scalar;
}

/** Who minimises a loss: parameters of one or several networks and the optimizer that updates them. */
export class Player {
  readonly #update: Update;
  readonly #settings: OptimizerSettings;

  constructor(
    readonly name: string,
    readonly parameters: readonly Parameter[],
    settings: OptimizerSettings,
  ) {
    this.#settings = settings;
    this.#update = settings.optimizer.bind(parameters);
  }

  /** Gradients of `loss` at the current weights, in order of the parameters; zeros where the loss does not reach. */
  gradients(loss: () => tf.Scalar): { loss: tf.Scalar; gradients: tf.Tensor[] } {
    const { value, grads } = tf.variableGrads(
      loss,
      this.parameters.map(({ variable }) => variable),
    );
    const gradients = this.parameters.map(({ variable }) => grads[variable.name] ?? tf.zerosLike(variable));
    return { loss: value, gradients };
  }

  /** Clips the gradients as configured and updates the parameters. Returns the norm before clipping. */
  apply(gradients: readonly tf.Tensor[], learningRate: tf.Scalar): tf.Scalar {
    const norm = globalNorm(gradients);
    const clipped = this.#settings.clip ? clipGradients(gradients, this.#settings.clip, norm) : gradients;
    const rates = new Map<number, tf.Scalar>([[1, learningRate]]);
    const rateOf = (factor: number): tf.Scalar => {
      if (!rates.has(factor)) rates.set(factor, tf.mul(learningRate, factor));
      return rates.get(factor)!;
    };
    const factors = this.parameters.map(
      ({ name }) => this.#settings.groups.find(({ match }) => name.includes(match))?.rate ?? 1,
    );
    this.#update(clipped, factors.map(rateOf));
    return norm;
  }

  /** One step downhill. */
  minimize(loss: () => tf.Scalar, learningRate: tf.Scalar): Minimized {
    const { loss: value, gradients } = this.gradients(loss);
    return { loss: value, gradientNorm: this.apply(gradients, learningRate) };
  }
}

/** Hands out players by the names under `optimizers:`. */
export class Optimizers {
  constructor(private readonly settings: Readonly<Record<string, OptimizerSettings>>) {}

  player(name: string, networks: readonly Network[]): Player {
    const settings = this.settings[name];
    if (!settings) {
      throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
        problem: `The procedure trains a player '${name}', but \`optimizers:\` has only ${Object.keys(this.settings).join(', ')}.`,
        advice: `Add \`optimizers.${name}\`.`,
      });
    }
    return new Player(
      name,
      networks.flatMap((network) => network.parameters),
      settings,
    );
  }
}
