import {
  AveragedNetworks,
  createBatchSource,
  degradedReader,
  HostRandom,
  NetworkFactory,
  Optimizers,
  SaddleError,
  State,
  tokens,
  type ActiveRegularizer,
  type Architecture,
  type BatchSource,
  type Dataset,
  type DatasetInfo,
  type DatasetReader,
  type Logger,
  type OptimizerSettings,
  type PluginRegistry,
  type Procedure,
  type RunFacts,
  type Sampler,
  type Schedule,
} from '@saddle/core';
import { budgetIterations, type ResolvedConfig } from '@saddle/config';
import { requireTaken } from '../run/sampling-options.js';
import { locating, Wiring } from './container.js';
import { createMetrics, unique, type MetricInUse } from './metrics.js';

/** Everything a config describes, ready to be trained, sampled or measured. */
export interface Experiment {
  readonly procedure: Procedure;
  readonly state: State;
  readonly data: DatasetInfo;
  readonly classes: number;
  readonly run: RunFacts;
  readonly wiring: Wiring;
  /** How samples are drawn after training; plainly where undefined. */
  readonly sampler: Sampler | undefined;
  /** What the config measures. */
  readonly metrics: readonly MetricInUse[];
  /** The data in any order, on this thread; the caller closes. */
  openReader(): Promise<DatasetReader>;
  /** The first `count` examples of the data (all, if fewer), sample values flat; for pictures. */
  readExamples(count: number): Promise<Float32Array>;
  /** Learning rates by player at an iteration. */
  rates(iteration: number): Record<string, number>;
  /** The shuffled batches for training. */
  openBatches(): Promise<BatchSource>;
}

const constantRate: Schedule = { factor: () => 1 };

async function inspectDataset(dataset: Dataset): Promise<DatasetInfo> {
  const reader = await dataset.open();
  await reader.close?.();
  return reader.info;
}

/** The data with sources beside the samples where `data.degrade` asks for them. */
const withDegradation = (dataset: Dataset, { data: { degrade }, seed }: ResolvedConfig): Dataset =>
  degrade
    ? { reading: dataset.reading, open: async () => degradedReader(await dataset.open(), degrade, seed) }
    : dataset;

/**
 * Wires one experiment: services into one container, plugins out of it, in the order in which they need each other —
 * data, latent, architecture, loss, regularizers, augmentations, optimizers, and last the procedure made of them.
 *
 * @throws SADDLE_CONFIG_INCOMPATIBLE with the position of the section that does not fit, and what the plugins throw
 */
export async function composeExperiment(
  config: ResolvedConfig,
  registry: PluginRegistry,
  logger: Logger,
): Promise<Experiment> {
  const wiring = new Wiring(registry, (path) => config.at(path));
  const state = new State();
  const { seed } = config;
  const run: RunFacts = {
    batch: config.data.batch,
    iterations: budgetIterations(config),
    baseDirectory: config.baseDirectory,
  };
  wiring.provide(tokens.logger, logger);
  wiring.provide(tokens.random, new HostRandom(seed, 'host'));
  wiring.provide(tokens.state, state);

  wiring.provide(tokens.run, run);

  // The data comes first: everything else takes its sizes from it.
  const dataset = withDegradation(await wiring.create('dataset', 'data', config.data), config);
  const data = await locating(config.at('data'), () => inspectDataset(dataset));
  wiring.provide(tokens.data, data);
  const classes = classesOf(config, data);
  wiring.provide(tokens.classes, classes);

  wiring.provide(tokens.latent, await wiring.create('latent', 'latent', config.latent));
  wiring.provide(tokens.architecture, await createArchitecture(config, wiring));
  wiring.provide(tokens.loss, await wiring.create('loss', 'loss', config.loss));
  wiring.provide(tokens.regularizers, await createRegularizers(config, wiring));
  const augmentations = [];
  for (const [i, section] of config.augmentations.entries()) {
    augmentations.push(await wiring.create('augmentation', `augmentations[${i}]`, section));
  }
  wiring.provide(tokens.augmentations, augmentations);
  wiring.provide(tokens.networks, new NetworkFactory(seed, state));
  const { settings, schedules } = await createOptimizers(config, wiring);
  wiring.provide(tokens.optimizers, new Optimizers(settings));
  wiring.provide(tokens.averages, new AveragedNetworks(config.averaging ?? undefined, state));
  const procedure = await wiring.create('procedure', 'procedure', config.procedure);
  checkPlayers(config, procedure);
  wiring.locate('sampling.options', () => requireTaken(config.sampling.options ?? {}, procedure));
  const sampler = config.sampler && (await wiring.create('sampler', 'sampler', config.sampler));
  const metrics = await createMetrics(config.metrics, wiring, { info: data, classes });

  return {
    procedure,
    state,
    data,
    classes,
    run,
    wiring,
    sampler,
    metrics,
    openReader: async () => dataset.open(),
    readExamples: async (count) => {
      const reader = await dataset.open();
      const { samples } = await reader.read(Uint32Array.from({ length: Math.min(count, data.length) }, (_, i) => i));
      await reader.close?.();
      return samples as Float32Array;
    },
    rates: (iteration) =>
      Object.fromEntries(
        procedure.players.map((player) => {
          const factor = (schedules[player] ?? constantRate).factor(iteration, run.iterations);
          return [player, settings[player]!.learningRate * factor];
        }),
      ),
    openBatches: async () => {
      const common = { batch: run.batch, seed };
      if (dataset.reading === 'memory') return createBatchSource({ ...common, reader: await dataset.open() });
      const { url } = registry.entry('dataset', config.data.use);
      const { use: name, options } = config.data;
      const random = { seed, path: 'host/data' };
      const { degrade } = config.data;
      return createBatchSource({ ...common, logger, worker: { module: url, name, options, degrade, run, random } });
    },
  };
}

function classesOf(config: ResolvedConfig, data: DatasetInfo): number {
  if (!config.conditional) return 0;
  if (data.classes.length > 0) return data.classes.length;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `\`conditional: true\` needs labels; the data '${config.data.use}' has none.`,
    ...located(config, 'conditional'),
    advice: 'Choose labelled data, or set `conditional: false`.',
  });
}

const located = (config: ResolvedConfig, path: string) => {
  const at = config.at(path);
  return at ? { at } : {};
};

/** One plugin for both networks, or one for each. What it throws while it builds points to the config. */
async function createArchitecture(config: ResolvedConfig, wiring: Wiring): Promise<Architecture> {
  const { architecture } = config;
  const parts =
    'use' in architecture
      ? { generator: architecture, discriminator: architecture }
      : { generator: architecture.generator, discriminator: architecture.discriminator };
  const pathOf = (part: 'generator' | 'discriminator') =>
    'use' in architecture ? 'architecture' : `architecture.${part}`;
  const generator = await wiring.create('architecture', pathOf('generator'), parts.generator);
  const discriminator =
    'use' in architecture
      ? generator
      : await wiring.create('architecture', pathOf('discriminator'), parts.discriminator);
  return {
    generator: (spec) => locating(config.at(pathOf('generator')), () => generator.generator(spec)),
    discriminator: (spec) => locating(config.at(pathOf('discriminator')), () => discriminator.discriminator(spec)),
  };
}

async function createRegularizers(config: ResolvedConfig, wiring: Wiring): Promise<ActiveRegularizer[]> {
  const names = unique(config.regularizers.map(({ use }) => use));
  const active: ActiveRegularizer[] = [];
  for (const [i, section] of config.regularizers.entries()) {
    const path = `regularizers[${i}]`;
    const regularizer = await wiring.create('regularizer', path, section);
    const player = section.player ?? regularizer.players[0]!;
    if (!regularizer.players.includes(player)) {
      throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
        problem: `The regularizer '${section.use}' is not for the ${player}; it is for: ${regularizer.players.join(', ')}.`,
        ...located(config, `${path}.player`),
      });
    }
    active.push({ name: names[i]!, regularizer, player, weight: section.weight, every: section.every });
  }
  return active;
}

async function createOptimizers(config: ResolvedConfig, wiring: Wiring) {
  const settings: Record<string, OptimizerSettings> = {};
  const schedules: Record<string, Schedule> = {};
  for (const [player, section] of Object.entries(config.optimizers)) {
    const path = `optimizers.${player}`;
    const { learningRate, clip, groups } = section;
    const optimizer = await wiring.create('optimizer', path, section);
    settings[player] = { optimizer, learningRate, groups, ...(clip && { clip }) };
    if (section.schedule) schedules[player] = await wiring.create('schedule', `${path}.schedule`, section.schedule);
  }
  return { settings, schedules };
}

function checkPlayers(config: ResolvedConfig, procedure: Procedure): void {
  const unused = Object.keys(config.optimizers).filter((player) => !procedure.players.includes(player));
  if (unused.length === 0) return;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The procedure '${config.procedure.use}' trains ${procedure.players.join(' and ')}; there is no player '${unused[0]}'.`,
    ...located(config, `optimizers.${unused[0]}`),
    advice: `Name the optimizers ${procedure.players.join(', ')}.`,
  });
}
