import type { Plugin, PluginKind, SampleInfo } from '@saddle/core';

/** What a suite may be told about the surroundings a plugin needs. Everything has a default. */
export interface Settings {
  /** Samples to try it with; sizes that the plugin refuses with SADDLE_CONFIG_INCOMPATIBLE are passed over. */
  readonly samples?: readonly SampleInfo[];
  /** Number of classes of a conditional run. Default 0, or 3 where the plugin asks for the output 'classes'. */
  readonly classes?: number;
  /** Examples in a batch. Default 8. */
  readonly batch?: number;
  /** Shapes of discriminator outputs beside the batch axis, for what reads more than `scores: [1]`. */
  readonly outputs?: Readonly<Record<string, readonly number[]>>;
  /** Fields of a data batch beside `samples` and `labels`, for procedures and architectures that translate pictures. */
  readonly fields?: Readonly<Record<string, readonly number[]>>;
  /** What stands around the plugin instead of the kit's own small ones. */
  readonly architecture?: Surrounding<'architecture'>;
  readonly latent?: Surrounding<'latent'>;
  /** The folder relative paths among the options start from. Default: the current one. */
  readonly baseDirectory?: string;
  /** How steps are compiled for the comparison with eager ones. Default: 'graph' alone. */
  readonly compile?: readonly ('graph' | 'xla')[];
  /** Checks that this plugin cannot pass by its nature: names of checks, each with the reason. */
  readonly except?: Readonly<Record<string, string>>;
}

interface Surrounding<K extends PluginKind> {
  readonly plugin: Plugin<K>;
  readonly options?: object;
}

/** A plugin with the options it is checked with. */
export interface Subject<K extends PluginKind = PluginKind> {
  readonly plugin: Plugin<K>;
  /** As a config writes them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly settings: Settings;
}

/** Why a check says nothing about a plugin. */
export class Skip {
  constructor(readonly reason: string) {}
}

export const skip = (reason: string): Skip => new Skip(reason);

/** One thing that must hold of every plugin of a kind. */
export interface Check<K extends PluginKind = PluginKind> {
  /** What holds, as a sentence whose subject is the plugin. */
  readonly name: string;
  /** False for checks of the options themselves, which say something even where options are missing. Default true. */
  readonly needsOptions?: boolean;
  /** Throws where it does not hold. */
  run(subject: Subject<K>): void | Skip | Promise<void | Skip>;
}

/** A plugin does not do what its kind must: the message says what was expected and what was found. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
}

export function ensure(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new CheckFailure(typeof message === 'string' ? message : message());
}
