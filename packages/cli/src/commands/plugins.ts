import type { PluginEntry } from '@saddle/core';
import { SaddleError, suggest } from '@saddle/core';
import type { Command } from 'commander';
import { z } from 'zod';
import { loadInstalledPlugins } from '../plugins/load.js';
import { shared } from './options.js';

interface OptionInfo {
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

function typeName(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(typeName).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') return `${typeName(schema.items ?? {})}[]`;
  return [schema.type ?? 'any'].flat().join(' | ');
}

/** The options of a plugin as its own schema describes them. */
export function optionsOf({ plugin }: PluginEntry): OptionInfo[] {
  const { properties = {} } = z.toJSONSchema(plugin.options, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeName(schema),
    default: schema.default,
    description: schema.description ?? '',
  }));
}

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
          return { kind, name: pluginName, summary, paper, source: entry.source, options: optionsOf(entry) };
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
        for (const option of optionsOf(entry)) {
          const fallback = option.default === undefined ? '' : `, default ${JSON.stringify(option.default)}`;
          process.stdout.write(`  ${option.name} (${option.type}${fallback}): ${option.description}\n`);
        }
      }
    });
}
