import { SaddleError, suggest } from '@saddle/core';
import type { Command } from 'commander';
import { loadInstalledPlugins } from '../plugins/load.js';
import { optionsOf } from '../plugins/options.js';
import { shared } from './options.js';

export function addPluginsCommand(program: Command): void {
  program
    .command('plugins [name]')
    .description('list the plugins that are there, or describe one')
    .addOption(shared.json())
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const all = (await loadInstalledPlugins(process.cwd())).list();
      const entries = name === undefined ? all : all.filter(({ plugin }) => plugin.name === name);
      if (entries.length === 0) {
        throw new SaddleError('SADDLE_USAGE', {
          problem: `There is no plugin called '${name}'. ${suggest(name ?? '', new Set(all.map(({ plugin }) => plugin.name)))}`,
        });
      }
      if (json) {
        const described = entries.map((entry) => {
          const { kind, name: pluginName, summary, paper } = entry.plugin;
          return { kind, name: pluginName, summary, paper, source: entry.source, options: optionsOf(entry.plugin) };
        });
        process.stdout.write(`${JSON.stringify(described)}\n`);
        return;
      }
      for (const entry of entries) {
        const { kind, name: pluginName, summary, paper } = entry.plugin;
        process.stdout.write(`${kind.padEnd(13)} ${pluginName.padEnd(20)} ${summary}\n`);
        if (name === undefined) continue;
        if (paper) process.stdout.write(`  ${paper}\n`);
        process.stdout.write(`  from ${entry.source}\n`);
        for (const option of optionsOf(entry.plugin)) {
          const fallback =
            option.default === undefined
              ? option.required
                ? ', required'
                : ''
              : `, default ${JSON.stringify(option.default)}`;
          process.stdout.write(`  ${option.name} (${option.type}${fallback}): ${option.description}\n`);
        }
      }
    });
}
