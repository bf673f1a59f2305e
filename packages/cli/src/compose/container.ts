import 'reflect-metadata';
import {
  isSaddleError,
  SaddleError,
  type Plugin,
  type PluginKind,
  type PluginKinds,
  type PluginRegistry,
  type SourcePosition,
  type Token,
} from '@saddle/core';
import { Container, type ServiceIdentifier } from 'inversify';

/** A plugin section of a resolved config. */
export interface Section {
  readonly use: string;
  readonly options: unknown;
}

/** inversify infers types from classes; tokens carry theirs in a brand. */
const identifier = <T>(token: Token<T>) => token as unknown as ServiceIdentifier<T>;

const isScopable = (service: unknown): service is { scope(name: string): unknown } =>
  typeof service === 'object' && service !== null && 'scope' in service && typeof service.scope === 'function';

/** Runs `work`; a coded error without a position gets that of the config section it belongs to. */
export function locating<T>(at: SourcePosition | undefined, work: () => T): T {
  const relocate = (error: unknown): never => {
    if (!isSaddleError(error) || error.at || !at) throw error;
    const { code, problem, advice, cause, issues } = error;
    throw new SaddleError(code, { problem, at, cause, issues, ...(advice !== undefined && { advice }) });
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(relocate) as T) : result;
  } catch (error) {
    return relocate(error);
  }
}

/** The one container of a run: services by token, plugins created with what they ask for. */
export class Wiring {
  readonly #container = new Container();

  constructor(
    private readonly registry: PluginRegistry,
    private readonly positionOf: (path: string) => SourcePosition | undefined,
  ) {}

  /** Makes a service available under its token. */
  provide<T>(token: Token<T>, service: T): void {
    this.#container.bind(identifier(token)).toConstantValue(service);
  }

  /**
   * Creates the plugin that a section of the config names, with the services it injects; state, random numbers and
   * loggers are scoped to `path`.
   */
  async create<K extends PluginKind>(kind: K, path: string, section: Section): Promise<PluginKinds[K]> {
    const plugin = this.registry.get(kind, section.use);
    const token = Symbol(path) as Token<PluginKinds[K]>;
    const entries = Object.entries(plugin.inject);
    for (const [key, wanted] of entries) this.#requireBound(plugin, key, wanted);
    this.#container
      .bind(identifier(token))
      .toResolvedValue(
        (...services: unknown[]) => {
          const scoped = services.map((service) => (isScopable(service) ? service.scope(path) : service));
          const named = Object.fromEntries(entries.map(([key], i) => [key, scoped[i]]));
          return plugin.create(section.options, named) as PluginKinds[K];
        },
        entries.map(([, wanted]) => identifier(wanted)),
      )
      .inSingletonScope();
    return locating(this.positionOf(path), () => this.#container.getAsync(identifier(token)));
  }

  /** Runs `work` for the section at `path`: its coded errors point there. */
  locate<T>(path: string, work: () => T): T {
    return locating(this.positionOf(path), work);
  }

  #requireBound(plugin: Plugin, key: string, wanted: Token<unknown>): void {
    if (this.#container.isBound(identifier(wanted))) return;
    throw new SaddleError('SADDLE_PLUGIN_INVALID', {
      problem: `The ${plugin.kind} '${plugin.name}' injects '${key}' (${wanted.description}), which a ${plugin.kind} cannot have.`,
      advice: 'A plugin may inject what is made before it: see docs/contracts.md for the order.',
    });
  }
}
