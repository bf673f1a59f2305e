import {
  AveragedNetworks,
  HostRandom,
  NetworkFactory,
  Optimizers,
  silentLogger,
  State,
  tokens,
  type DatasetInfo,
  type OptimizerSettings,
  type Plugin,
  type PluginKind,
  type PluginKinds,
  type SampleInfo,
  type Token,
} from '@saddle/core';
import { ensure, type Settings, type Subject } from '../check.js';
import { smallArchitecture, smallLatent, smallLoss, smallOptimizer } from './stand-ins.js';

export interface BenchSettings {
  readonly seed?: number;
  readonly sample?: SampleInfo;
  readonly classes?: number;
}

/** In the order in which a run makes them: a plugin may ask for what comes before it. */
const order: readonly (readonly [PluginKind | 'all', readonly Token<unknown>[]])[] = [
  ['dataset', [tokens.logger, tokens.random, tokens.state, tokens.run]],
  ['latent', [tokens.data, tokens.classes]],
  ['architecture', [tokens.latent]],
  ['loss', [tokens.architecture]],
  ['regularizer', [tokens.loss]],
  ['augmentation', [tokens.regularizers]],
  ['optimizer', [tokens.augmentations, tokens.networks]],
  ['schedule', []],
  ['procedure', [tokens.optimizers, tokens.averages]],
  ['all', []],
];

/** The tokens a plugin of this kind may inject. */
export function availableTo(kind: PluginKind): ReadonlySet<symbol> {
  const last = order.findIndex(([name]) => name === kind);
  return new Set(order.slice(0, last === -1 ? order.length : last + 1).flatMap(([, given]) => given));
}

export const defaultSample: SampleInfo = { shape: [4, 4, 2], range: 'symmetric' };

const isScopable = (service: unknown): service is { scope(name: string): unknown } =>
  typeof service === 'object' && service !== null && 'scope' in service && typeof service.scope === 'function';

/** A run's services around one plugin, without a config and without a container. */
export class Bench {
  readonly state = new State();
  readonly data: DatasetInfo;
  readonly seed: number;
  readonly classes: number;
  readonly batch: number;
  readonly #services: Map<symbol, unknown>;

  private constructor({ seed = 0, sample = defaultSample, classes }: BenchSettings, settings: Settings) {
    this.seed = seed;
    this.classes = classes ?? settings.classes ?? 0;
    this.batch = settings.batch ?? 8;
    this.data = dataInfo(sample, this.classes, settings);
    const run = { batch: this.batch, iterations: 100, baseDirectory: settings.baseDirectory ?? process.cwd() };
    this.#services = new Map<symbol, unknown>([
      [tokens.logger, silentLogger],
      [tokens.random, new HostRandom(seed, 'host')],
      [tokens.state, this.state],
      [tokens.run, run],
      [tokens.data, this.data],
      [tokens.classes, this.classes],
      [tokens.regularizers, []],
      [tokens.augmentations, []],
      [tokens.networks, new NetworkFactory(seed, this.state)],
      [tokens.averages, new AveragedNetworks(undefined, this.state)],
    ]);
  }

  /** The surroundings a suite asks for: its own architecture and latent, or small ones. */
  static async open(chosen: BenchSettings, settings: Settings): Promise<Bench> {
    const bench = new Bench(chosen, settings);
    const { latent, architecture } = settings;
    bench.provide(
      tokens.latent,
      latent ? await bench.create({ ...latent, options: { ...latent.options } }, 'latent') : smallLatent(),
    );
    bench.provide(
      tokens.architecture,
      architecture
        ? await bench.create({ ...architecture, options: { ...architecture.options } }, 'architecture')
        : smallArchitecture(settings.outputs),
    );
    bench.provide(tokens.loss, smallLoss);
    const player: OptimizerSettings = { optimizer: smallOptimizer, learningRate: 0.05, groups: [] };
    // Players are the procedure's to name.
    bench.provide(tokens.optimizers, new Optimizers(new Proxy({}, { get: () => player })));
    return bench;
  }

  provide<T>(token: Token<T>, service: T): void {
    this.#services.set(token, service);
  }

  get<T>(token: Token<T>): T {
    return this.#services.get(token) as T;
  }

  /** Creates a plugin with its options as a config gives them; state and random numbers are scoped to `path`. */
  async create<K extends PluginKind>(
    { plugin, options }: Pick<Subject<K>, 'plugin' | 'options'>,
    path: string = plugin.kind,
  ): Promise<PluginKinds[K]> {
    const available = availableTo(plugin.kind);
    const services = Object.entries(plugin.inject).map(([key, token]) => {
      ensure(
        available.has(token) && this.#services.has(token),
        `It injects '${key}' (${String(token.description)}), which a ${plugin.kind} cannot have: docs/contracts.md has the order.`,
      );
      const service = this.#services.get(token);
      return [key, isScopable(service) ? service.scope(path) : service] as const;
    });
    return (plugin as Plugin<K>).create(await plugin.options.parseAsync(options), Object.fromEntries(services));
  }

  dispose(): void {
    this.state.dispose();
  }
}

function dataInfo(sample: SampleInfo, classes: number, { fields = {} }: Settings): DatasetInfo {
  const further = Object.entries(fields).map(([name, shape]) => [name, { shape, dtype: 'float32' as const }]);
  return {
    sample,
    length: 1000,
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    fields: {
      samples: { shape: sample.shape, dtype: 'float32' },
      ...(classes > 0 && { labels: { shape: [], dtype: 'int32' as const } }),
      ...Object.fromEntries(further),
    },
    digest: '0'.repeat(64),
  };
}
