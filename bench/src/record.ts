/** What a benchmark run leaves: everything that its page and every number on it can be computed from again. */
export interface BenchmarkRecord {
  readonly format: 1;
  /** ISO 8601, when it began. */
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Names of software to versions. */
  readonly versions: Readonly<Record<string, string>>;
  readonly sgemm: readonly SgemmResult[];
  readonly workloads: readonly WorkloadRecord[];
  readonly loops: readonly LoopRecord[];
  /** Seconds that the whole benchmark took. */
  readonly seconds: number;
}

export interface Machine {
  readonly cpu: string;
  readonly processors: number;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly os: string;
  /** Mean number of running processes in the last minute, before anything of the benchmark ran, and at its end. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** Square matrices of float32 multiplied: 2 size^3 operations. */
export interface SgemmResult {
  readonly by: string;
  readonly size: number;
  readonly gflops: number;
}

/** Iterations done in one go and the time they took. */
export interface Block {
  readonly round: number;
  readonly iterations: number;
  readonly seconds: number;
}

export interface VariantRecord {
  readonly name: string;
  readonly side: Side;
  readonly label: string;
  /** Why there is no measurement: what the library said. */
  readonly unavailable?: string;
  /** From the start of the process until its networks exist. */
  readonly startSeconds?: number;
  /** The first iteration (or call), in which steps are traced and compiled; nothing is cached from earlier. */
  readonly firstSeconds?: number;
  /** Most resident memory of the process, its library and compilation included. */
  readonly peakBytes?: number;
  /** Resident at the end. */
  readonly residentBytes?: number;
  /** Losses of the first iterations, by name, in order. */
  readonly losses?: Readonly<Record<string, readonly number[]>>;
  readonly blocks: readonly Block[];
  /** Saddle alone: ops in the trace and in the graph that runs. */
  readonly ops?: { readonly traced: number; readonly nodes: number };
}

export type Side = 'saddle' | 'torch' | 'tensorflow';

export interface WorkloadRecord {
  readonly name: string;
  readonly title: string;
  readonly batch: number;
  /** Floating-point operations of dense and convolutional layers in one iteration. */
  readonly flops: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly protocol: { readonly rounds: number; readonly blockSeconds: number; readonly warmIterations: number };
  /** Largest relative difference of a loss from the reference in the first iterations, by variant. */
  readonly check?: {
    readonly reference: string;
    readonly iterations: number;
    /** Factor on the learning rates meanwhile. */
    readonly rate: number;
    readonly differences: Readonly<Record<string, number>>;
  };
  readonly variants: readonly VariantRecord[];
  /** Square matrix products run in the same rounds, for workloads with a goal for their share of the peak. */
  readonly sgemm?: { readonly size: number; readonly blocks: readonly Block[] };
}

/** `saddle run` against its bare steps. */
export interface LoopRecord {
  readonly name: string;
  readonly title: string;
  readonly batch: number;
  readonly iterationsPerCall: number;
  readonly bare: readonly Block[];
  readonly run: readonly Block[];
}
