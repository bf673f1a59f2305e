import * as tf from '@tensorflow/tfjs';
import type { Optimizer, Parameter, Update } from '../contracts/optimizer.js';
import type { ScalarMap } from '../contracts/tensors.js';
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

/** What a player minimises: the sum of `terms`; `report` is handed back beside them. */
export interface Objective {
  readonly terms: ScalarMap;
  readonly report?: ScalarMap;
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

  /**
   * Gradients of the objective at the current weights, in order of the parameters; zeros where it does not reach.
   * Only terms and report outlive the computation: tfjs frees all else that the forward pass made.
   */
  gradients(objective: () => Objective): { gradients: tf.Tensor[]; report: ScalarMap } {
    let kept: [string, tf.Scalar][] = [];
    let terms: ScalarMap = {};
    const compute = () => {
      const { report, ...minimised } = objective();
      ({ terms } = minimised);
      checkTerms(this.name, terms);
      kept = Object.entries({ ...terms, ...report }).map(([name, scalar]) => [name, tf.keep(tf.clone(scalar))]);
      return tf.addN(Object.values(terms));
    };
    const variables = this.parameters.map(({ variable }) => variable);
    const { value, grads } = explained(
      this.name,
      () => Object.keys(terms),
      () => tf.variableGrads(compute, variables),
    );
    value.dispose();
    // Clones belong to the caller's scope, as any tensor that a function returns.
    const report = Object.fromEntries(kept.map(([name, scalar]) => [name, tf.clone(scalar)]));
    tf.dispose(kept.map(([, scalar]) => scalar));
    return { gradients: this.parameters.map(({ variable }) => grads[variable.name] ?? tf.zerosLike(variable)), report };
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

  /** One step downhill. Returns terms, report and the `gradient-norm`. */
  minimize(objective: () => Objective, learningRate: tf.Scalar): Record<string, tf.Scalar> {
    const { gradients, report } = this.gradients(objective);
    return { ...report, 'gradient-norm': this.apply(gradients, learningRate) };
  }
}

/** What is minimised is one number: the commonest slip of a new loss is to leave out the mean over the batch. */
function checkTerms(player: string, terms: Readonly<Record<string, unknown>>): void {
  for (const [name, term] of Object.entries(terms)) {
    if (term instanceof tf.Tensor && term.rank === 0 && term.dtype === 'float32') continue;
    throw new SaddleError('SADDLE_PLUGIN_CONTRACT', {
      problem: `Expected the term '${name}' of the ${player} to be a float32 scalar; received ${received(term)}.`,
      advice:
        term instanceof tf.Tensor && term.rank > 0
          ? 'Average over the batch: return tf.mean(…).'
          : "Return the scalar tensor to be minimised, from tfjs's own ops, and no promise.",
    });
  }
}

/** Says in Saddle's terms that a loss does not reach the weights at all. */
function explained<T>(player: string, terms: () => readonly string[], work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.startsWith('Cannot find a connection')) throw cause;
    throw new SaddleError('SADDLE_PLUGIN_CONTRACT', {
      problem: `Nothing that the ${player} minimises (${terms().join(', ')}) depends on its weights.`,
      advice:
        "Compute it from the scores and samples it is given by tfjs's ops; a value read to JavaScript has no gradient.",
      cause,
    });
  }
}

const received = (value: unknown): string => {
  if (value instanceof tf.Tensor) return `${value.dtype} of shape [${value.shape.join(', ')}]`;
  if (value instanceof Promise) return 'a promise (the function is async)';
  return typeof value === 'number' ? `the number ${value}` : typeof value;
};

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
