import { readFileSync } from 'node:fs';
import type { Side } from './record.js';

/** One of the ways in which a workload is run. */
export interface Variant {
  readonly name: string;
  readonly side: Side;
  readonly label: string;
  /** Handed to the worker of that side. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Workloads it makes sense for; all if not given. */
  readonly for?: (workload: Workload) => boolean;
  /** Part of the sweep over batch sizes. */
  readonly sweep?: boolean;
}

export interface Workload {
  readonly name: string;
  /** File in bench/configs, without `.yaml`. */
  readonly config: string;
  readonly title: string;
  /** Which steps of an iteration are run. */
  readonly steps: 'all' | 'discriminator';
  /** Batch size, where it is not the config's. */
  readonly batch?: number;
  /**
   * Factor on the learning rates while losses are compared. With batch normalization or spectral normalization and the
   * full rate, Adam's first steps, which have nearly the size of the rate whatever the gradient's, magnify rounding:
   * after five iterations PyTorch's own variants differ from each other by more than 1e-4.
   */
  readonly checkedRate: number;
  /** Ratio to the best PyTorch variant that Saddle is to stay below. */
  readonly goal?: number;
  /** Share of the sgemm peak that Saddle is to reach. */
  readonly peakGoal?: number;
  readonly sweep: boolean;
}

const isDense = ({ config }: Workload) => config === 'mlp-2d';
const isConvolutional = (workload: Workload) => !isDense(workload);

export const variants: readonly Variant[] = [
  { name: 'saddle-off', side: 'saddle', label: 'Saddle, compile off', settings: { compile: 'off' } },
  { name: 'saddle-graph', side: 'saddle', label: 'Saddle, graph', settings: { compile: 'graph' } },
  { name: 'saddle-xla', side: 'saddle', label: 'Saddle, xla', settings: { compile: 'xla' }, sweep: true },
  {
    name: 'saddle-xla-8',
    side: 'saddle',
    label: 'Saddle, xla, 8 iterations a call',
    settings: { compile: 'xla', iterationsPerCall: 8 },
    for: isDense,
    sweep: true,
  },
  { name: 'torch-eager', side: 'torch', label: 'PyTorch, eager', settings: {} },
  { name: 'torch-fused', side: 'torch', label: 'PyTorch, fused Adam', settings: { fused: true }, sweep: true },
  {
    name: 'torch-channels-last',
    side: 'torch',
    label: 'PyTorch, fused Adam, channels_last',
    settings: { fused: true, channelsLast: true },
    for: isConvolutional,
    sweep: true,
  },
  {
    name: 'torch-compile',
    side: 'torch',
    label: 'PyTorch, fused Adam, torch.compile',
    settings: { fused: true, compile: 'default' },
  },
  {
    name: 'torch-compile-channels-last',
    side: 'torch',
    label: 'PyTorch, fused Adam, channels_last, torch.compile',
    settings: { fused: true, channelsLast: true, compile: 'default' },
    for: isConvolutional,
  },
  {
    name: 'torch-compile-max',
    side: 'torch',
    label: 'PyTorch, fused Adam, torch.compile max-autotune-no-cudagraphs',
    settings: { fused: true, compile: 'max-autotune-no-cudagraphs' },
  },
  { name: 'tensorflow-graph', side: 'tensorflow', label: 'TensorFlow, tf.function', settings: { xla: false } },
  {
    name: 'tensorflow-xla',
    side: 'tensorflow',
    label: 'TensorFlow, tf.function, XLA',
    settings: { xla: true },
    sweep: true,
  },
];

const single = (
  workload: Omit<Workload, 'sweep' | 'steps' | 'checkedRate'> & Partial<Pick<Workload, 'steps'>>,
): Workload => ({
  steps: 'all',
  checkedRate: checkedRateOf(workload.config),
  ...workload,
  sweep: false,
});

const checkedRateOf = (config: string): number => (config === 'mlp-2d' ? 1 : 0.01);

const batches = [1, 4, 16, 64, 256];

const sweepOf = (config: string, title: string): Workload[] =>
  batches.map((batch) => ({
    name: `${config}@${batch}`,
    config,
    title: `${title}, batch ${batch}`,
    steps: 'all',
    checkedRate: checkedRateOf(config),
    batch,
    sweep: true,
  }));

export const workloads: readonly Workload[] = [
  single({
    name: 'mlp-2d',
    config: 'mlp-2d',
    title: 'MLP on points in the plane: G 64-128-128-2, D 2-128-128-1, batch 256',
    goal: 0.75,
  }),
  single({
    name: 'dcgan-32',
    config: 'dcgan-32',
    title: 'DCGAN on 32 x 32 x 3, 64 channels, batch normalization, batch 64',
    goal: 0.85,
    peakGoal: 0.75,
  }),
  single({
    name: 'wgan-gp-32',
    config: 'wgan-gp-32',
    title: 'WGAN-GP on the DCGAN without batch normalization, critic step, batch 64',
    steps: 'discriminator',
    goal: 0.85,
  }),
  single({
    name: 'sngan-32',
    config: 'sngan-32',
    title: 'Residual SNGAN on 32 x 32 x 3, 64 channels, spectral normalization, hinge loss, batch 64',
    goal: 0.95,
  }),
  ...sweepOf('mlp-2d', 'MLP'),
  ...sweepOf('dcgan-32', 'DCGAN'),
];

/**
 * Whole runs: blocks of so many iterations, beginning half an interval of logging after a record and after the first
 * picture, for which sampling is compiled once.
 */
export interface LoopWorkload {
  readonly config: string;
  readonly title: string;
  readonly blockIterations: number;
  readonly offset: number;
  /** Largest share that the loop is to add to the bare step. */
  readonly goal: number;
}

export const loopWorkloads: readonly LoopWorkload[] = [
  { config: 'mlp-2d', title: 'MLP', blockIterations: 400, offset: 2104, goal: 0.15 },
  { config: 'dcgan-32', title: 'DCGAN', blockIterations: 50, offset: 275, goal: 0.03 },
];

export const variantsOf = (workload: Workload): Variant[] =>
  variants.filter((variant) => (variant.for?.(workload) ?? true) && (!workload.sweep || variant.sweep === true));

/** The folder of the benchmark's own files: configs and Python programs. */
export const benchFolder = new URL('../', import.meta.url);

export const configPath = (config: string): URL => new URL(`configs/${config}.yaml`, benchFolder);

export const requirements = (): string => readFileSync(new URL('python/requirements.txt', benchFolder), 'utf8');
