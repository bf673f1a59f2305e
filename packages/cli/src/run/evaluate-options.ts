import { SaddleError, suggest, type PluginKind, type PluginRegistry } from '@saddle/core';
import { Option } from 'commander';
import type { Section } from '../compose/container.js';

/** What the commands that measure take to choose metrics, beside their own options. */
export interface MetricFlags {
  readonly metric?: readonly string[];
  readonly extractor?: string;
  readonly k?: number;
  readonly allowSmall?: boolean;
  readonly set: readonly string[];
}

const names = (text: string, earlier: readonly string[] = []) => [
  ...earlier,
  ...text.split(/[\s,]+/).filter((name) => name !== ''),
];

const neighbours = (text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new SaddleError('SADDLE_USAGE', { problem: `--k takes a whole number of at least 1; received '${text}'.` });
};

export const metricOptions = () => [
  new Option('--metric <names...>', 'which metrics, by the names of their plugins: fid,kid,prdc').argParser(names),
  new Option('--extractor <name>', 'what turns samples into features: pixels, classifier, graph-model'),
  new Option('--k <n>', 'neighbours of prdc; 5 if not given').argParser(neighbours),
  new Option('--allow-small', 'FID from fewer than 2 x dimensions samples, marked as small'),
  new Option('--set <plugin.option=value>', 'an option of a metric or of the extractor, such as kid.subsets=10')
    .argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value])
    .default([], 'none'),
];

const usage = (problem: string, advice?: string) =>
  new SaddleError('SADDLE_USAGE', { problem, ...(advice !== undefined && { advice }) });

/** A value as YAML would read it, for the simple kinds that options have. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Options by plugin name, from `--set`, `--k` and `--allow-small`. */
function givenOptions({ set, k, allowSmall }: MetricFlags): Map<string, Record<string, unknown>> {
  const given = new Map<string, Record<string, unknown>>();
  const put = (plugin: string, option: string, value: unknown) =>
    given.set(plugin, { ...given.get(plugin), [option]: value });
  if (k !== undefined) put('prdc', 'k', k);
  if (allowSmall) for (const name of ['fid', 'fid-infinity']) put(name, 'allowSmall', true);
  for (const text of set) {
    const [, plugin, option, value] = /^([a-z0-9-]+)\.([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
    if (plugin === undefined) {
      throw usage(`--set takes <plugin>.<option>=<value>, such as kid.subsets=10; received '${text}'.`);
    }
    put(plugin, option!, valueOf(value!));
  }
  return given;
}

/** Sections made from a command line: each plugin's options checked by its own schema. */
export class CommandSections {
  readonly #given: Map<string, Record<string, unknown>>;
  readonly #used = new Set(['prdc', 'fid', 'fid-infinity']);

  constructor(
    private readonly registry: PluginRegistry,
    flags: MetricFlags,
  ) {
    this.#given = givenOptions(flags);
  }

  /** @param base options to start from. @throws SADDLE_USAGE */
  section(kind: PluginKind, use: string, base: object = {}): Section {
    const plugin = this.registry.find(kind, use);
    if (!plugin) throw usage(`There is no ${kind} called '${use}'. ${suggest(use, this.registry.names(kind))}`);
    this.#used.add(use);
    const result = plugin.options.safeParse({ ...base, ...this.#given.get(use) });
    if (result.success) return { use, options: result.data };
    const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`);
    throw usage(
      `The ${kind} '${use}' cannot take these options. ${problems.join('; ')}.`,
      `\`saddle plugins ${use}\` lists its options; give them as --set ${use}.<option>=<value>.`,
    );
  }

  /** Call after all sections are made. @throws SADDLE_USAGE for options of plugins that nothing uses */
  checkAllUsed(): void {
    const stray = [...this.#given.keys()].find((name) => !this.#used.has(name));
    if (stray === undefined) return;
    throw usage(
      `--set names '${stray}', which is neither a metric nor the extractor in use. ${suggest(stray, this.#used)}`,
    );
  }
}
