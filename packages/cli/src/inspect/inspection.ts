/** What `saddle inspect` tells of a config: plain data, for people, scripts and the picture. */
export interface Inspection {
  readonly name: string;
  readonly data: { readonly shape: readonly number[]; readonly examples: number; readonly classes: number };
  readonly batch: number;
  readonly iterations: number;
  readonly wiring: readonly Wire[];
  readonly networks: readonly NetworkFacts[];
  readonly steps: readonly StepFacts[];
  readonly memory: MemoryFacts;
}

/** A section of the config and the plugin that fills it. */
export interface Wire {
  /** `optimizers.generator` */
  readonly path: string;
  readonly kind: string;
  readonly plugin: string;
  /** The package or file it is from. */
  readonly source: string;
  /** Its options and what all sections of its kind have, such as a learning rate. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface NetworkFacts {
  readonly name: string;
  /** Whether it makes samples or judges them. */
  readonly gives: 'samples' | 'scores';
  /** Trained scalars. */
  readonly parameters: number;
  /** Others: averages of normalization, vectors of spectral normalization. */
  readonly untrained: number;
  readonly layers: readonly LayerFacts[];
}

export interface LayerFacts {
  /** Of a network of several parts, the part. */
  readonly part?: string;
  readonly kind: string;
  /** Without the batch. */
  readonly output: readonly number[];
  readonly parameters: number;
}

export interface StepFacts {
  readonly name: string;
  /** How often an iteration has it. */
  readonly perIteration: number;
  readonly players: readonly PlayerFacts[];
  /** What it reports beside its terms. */
  readonly reports: readonly string[];
}

/** What one player minimises in a step. */
export interface PlayerFacts {
  readonly player: string;
  readonly trains: readonly string[];
  readonly terms: readonly TermFacts[];
}

export interface TermFacts {
  readonly name: string;
  /** Part of every n-th step; of no fixed rhythm where 0. */
  readonly every: number;
  /** From the config, for regularizers. */
  readonly weight?: number;
}

/** Bytes. */
export interface MemoryFacts {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizers: number;
  readonly averages: number;
  readonly other: number;
  /** Every layer's output at the batch size: real and generated samples in judges, generated ones in generators. */
  readonly activations: number;
  readonly batch: number;
  readonly total: number;
}
