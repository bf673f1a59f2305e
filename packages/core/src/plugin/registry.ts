import { SaddleError, suggest } from '../errors/index.js';
import { contractVersion, isPlugin, pluginBrand, type Plugin } from './define.js';
import type { PluginKind } from './kinds.js';

export interface PluginEntry {
  readonly plugin: Plugin;
  /** The package or file it came from, as messages name it. */
  readonly source: string;
  /** URL of the module that exports it, for worker threads that load it again. */
  readonly url: string;
}

/** The plugins known to one run, by kind and name. */
export class PluginRegistry {
  readonly #entries = new Map<string, PluginEntry>();

  /**
   * Adds every plugin among a module's exports; values that are no plugins are passed over.
   *
   * @throws SADDLE_PLUGIN_INVALID where there is none, or one of another contract version.
   * @throws SADDLE_PLUGIN_DUPLICATE where kind and name are taken.
   */
  addModule(module: object, source: string, url: string): void {
    const exported = Object.values(module).flatMap((value: unknown) =>
      Array.isArray(value) ? (value as unknown[]) : [value],
    );
    const plugins = new Set(exported.filter(isPlugin));
    if (plugins.size === 0) {
      throw new SaddleError('SADDLE_PLUGIN_INVALID', {
        problem: `${source} exports no plugin; it exports ${Object.keys(module).join(', ') || 'nothing'}.`,
        advice: "Export what defineLoss(...), defineArchitecture(...) or their like of '@saddle/core' returns.",
      });
    }
    for (const plugin of plugins) this.add(plugin, source, url);
  }

  add(plugin: Plugin, source: string, url: string): void {
    if (plugin[pluginBrand] !== contractVersion) {
      throw new SaddleError('SADDLE_PLUGIN_INVALID', {
        problem: `${plugin.kind} '${plugin.name}' from ${source} was made for version ${plugin[pluginBrand]} of the plugin contracts; this Saddle has version ${contractVersion}.`,
        advice: `Install a version of ${source} that fits this @saddle/core.`,
      });
    }
    const key = `${plugin.kind}/${plugin.name}`;
    const taken = this.#entries.get(key);
    if (taken && taken.plugin !== plugin) {
      throw new SaddleError('SADDLE_PLUGIN_DUPLICATE', {
        problem: `Two plugins are called ${plugin.kind} '${plugin.name}': one from ${taken.source}, one from ${source}.`,
        advice: 'Rename one of them, or leave one out of `plugins:`.',
      });
    }
    this.#entries.set(key, { plugin, source, url });
  }

  find(kind: PluginKind, name: string): Plugin | undefined {
    return this.#entries.get(`${kind}/${name}`)?.plugin;
  }

  /** Where a plugin that is there came from. */
  entry(kind: PluginKind, name: string): PluginEntry {
    this.get(kind, name);
    return this.#entries.get(`${kind}/${name}`)!;
  }

  /** @throws SADDLE_CONFIG_UNKNOWN_PLUGIN, with the nearest name and all that are available. */
  get<K extends PluginKind>(kind: K, name: string): Plugin<K> {
    const plugin = this.find(kind, name);
    if (!plugin) {
      throw new SaddleError('SADDLE_CONFIG_UNKNOWN_PLUGIN', {
        problem: `There is no ${kind} called '${name}'. ${suggest(name, this.names(kind))}`,
      });
    }
    return plugin as Plugin<K>;
  }

  names(kind: PluginKind): string[] {
    return this.list()
      .filter(({ plugin }) => plugin.kind === kind)
      .map(({ plugin }) => plugin.name);
  }

  /** Every plugin with its source, sorted by kind, then name. */
  list(): PluginEntry[] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }
}
