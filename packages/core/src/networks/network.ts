import * as tf from '@tensorflow/tfjs';
import type { NetworkDefinition, NetworkParts } from '../contracts/architecture.js';
import type { Parameter } from '../contracts/optimizer.js';
import type { Outputs, TensorMap } from '../contracts/tensors.js';
import { SaddleError } from '../errors/index.js';
import type { RandomStream } from '../random/stream.js';
import type { State } from '../state/state.js';
import { layerWeights, type LayerWeight } from './layer-weights.js';

/** How a network is applied. Every key reaches each layer's `call(inputs, kwargs)`. */
export interface ApplyOptions {
  /** Batch statistics and updates of their averages, dropout, noise. Default false. */
  readonly training: boolean;
  /** For layers that draw random numbers. */
  readonly random?: RandomStream;
  /** Values to use instead of the weights, by parameter name: a virtual point. */
  readonly weights?: Readonly<Record<string, tf.Tensor>>;
  /** The architecture's own, such as a truncation or a growth stage. */
  readonly [extra: string]: unknown;
}

const isParts = (definition: NetworkDefinition): definition is NetworkParts => 'parts' in definition;

/** A network as the training sees it: a function with named inputs and outputs, and named weights in the state. */
export class Network {
  /** Trained by an optimizer. */
  readonly parameters: readonly Parameter[];
  /** Every weight, averages of batch normalization and the like included. */
  readonly weights: readonly Parameter[];
  readonly #definition: NetworkParts;
  readonly #layerWeights: readonly LayerWeight[];

  /**
   * @param primary the name of the first output: 'samples' for generators, 'scores' for discriminators
   * @param state where the weights are registered, under `name/…`
   */
  constructor(
    readonly name: string,
    definition: NetworkDefinition,
    readonly primary: 'samples' | 'scores',
    state: State,
  ) {
    this.#definition = isParts(definition) ? definition : single(definition, primary, name);
    const parts = Object.entries(this.#definition.parts);
    this.#layerWeights = parts.flatMap(([part, model]) =>
      layerWeights(model).map((weight) => ({
        ...weight,
        name: parts.length === 1 ? weight.name : `${part}/${weight.name}`,
      })),
    );
    const scope = state.scope(name);
    const named = this.#layerWeights.map((weight) => ({
      name: `${name}/${weight.name}`,
      variable: scope.adopt(weight.name, weight.variable),
    }));
    this.weights = named;
    this.parameters = named.filter((_, i) => this.#layerWeights[i]!.trainable);
  }

  get parts(): Readonly<Record<string, tf.LayersModel>> {
    return this.#definition.parts;
  }

  /** Names of the options of its own that it takes at sampling. */
  get options(): readonly string[] {
    return this.#definition.options ?? [];
  }

  /** Number of trained scalars. */
  get parameterCount(): number {
    return this.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
  }

  /**
   * Applies the network.
   *
   * @param inputs tensors by input name; a lone tensor is the first input
   */
  apply(inputs: tf.Tensor | TensorMap, options: Partial<ApplyOptions> = {}): Outputs {
    const named =
      inputs instanceof tf.Tensor ? { [this.primary === 'samples' ? 'latent' : 'samples']: inputs } : inputs;
    const call: ApplyOptions = { training: false, ...options };
    return this.#withWeights(call.weights, () => this.#definition.apply(this.#definition.parts, named, call));
  }

  /** Replaces what the layers read for the time of one call; gradients flow to the replacement. */
  #withWeights<T>(values: ApplyOptions['weights'], call: () => T): T {
    if (!values) return call();
    const restores = this.#layerWeights.flatMap((weight) => {
      const value = values[`${this.name}/${weight.name}`];
      return value ? [weight.replace(value)] : [];
    });
    try {
      return call();
    } finally {
      for (const restore of restores) restore();
    }
  }

  dispose(): void {
    for (const model of Object.values(this.parts)) model.dispose();
  }
}

/** A plain model as a network of one part. */
function single(model: tf.LayersModel, primary: string, network: string): NetworkParts {
  const outputNames = [primary, ...model.outputNames.slice(1)];
  // Not `inputNames`, which stays empty for tf.sequential.
  const inputNames = model.inputs.map(({ sourceLayer }) => sourceLayer.name);
  return {
    parts: { main: model },
    apply({ main }, inputs, options) {
      const first = Object.values(inputs)[0];
      const ordered = inputNames.map((name) => inputs[name] ?? (inputNames.length === 1 ? first : undefined));
      const missing = inputNames.filter((_, i) => ordered[i] === undefined);
      if (missing.length > 0) {
        throw new SaddleError('SADDLE_PLUGIN_CONTRACT', {
          problem: `The ${network} takes the inputs ${inputNames.join(', ')}; got ${Object.keys(inputs).join(', ')}.`,
          advice:
            "Name a model's input layers 'latent', 'samples' or 'labels', and set `conditional: true` for labels.",
        });
      }
      const outputs = main!.apply(ordered as tf.Tensor[], options) as tf.Tensor | tf.Tensor[];
      return Object.fromEntries([outputs].flat().map((output, i) => [outputNames[i]!, output]));
    },
  };
}
