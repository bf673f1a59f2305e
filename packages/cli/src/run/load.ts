import { dirname, relative, resolve } from 'node:path';
import { loadConfig, type ResolvedConfig } from '@saddle/config';
import type { PluginRegistry, RunDirectory } from '@saddle/core';
import { loadInstalledPlugins, loadPlugin } from '../plugins/load.js';

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  readonly registry: PluginRegistry;
}

/** Loads the installed plugins, then the config with those it names. @throws SADDLE_CONFIG_INVALID with every problem */
export async function loadExperimentConfig(
  file: string,
  options: { readonly overrides?: readonly string[]; readonly baseDirectory?: string } = {},
): Promise<LoadedConfig> {
  const registry = await loadInstalledPlugins(dirname(resolve(file)));
  const loadPlugins = (specifier: string, from: string) => loadPlugin(registry, specifier, from);
  return { registry, config: await loadConfig(file, { ...options, registry, loadPlugins }) };
}

/** The config of an existing run; its relative paths still start where the original config lay. */
export const loadRunConfig = (run: RunDirectory, overrides: readonly string[] = []): Promise<LoadedConfig> =>
  loadExperimentConfig(run.configPath, { overrides, baseDirectory: resolve(run.path, run.info.baseDirectory) });

/** The base directory as run.json keeps it: relative, so that a project may be moved with its runs. */
export const baseDirectoryOf = (run: RunDirectory, config: ResolvedConfig): string =>
  relative(run.path, config.baseDirectory) || '.';
