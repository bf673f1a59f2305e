import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PluginRegistry, replaceFile } from '@saddle/core';
import type { Command } from 'commander';
import { ownPluginPackages } from '../plugins/discover.js';
import { loadInstalledPlugins } from '../plugins/load.js';
import { cliPage } from '../reference/cli-page.js';
import { errorsPage } from '../reference/errors-page.js';
import { pluginsPage } from '../reference/plugins-page.js';
import { outputOf, shared, type OutputFlags } from './options.js';

/** The reference's pages by file name. */
export const referencePages = (program: Command, registry: PluginRegistry): Readonly<Record<string, string>> => ({
  'plugins.md': pluginsPage(registry),
  'errors.md': errorsPage(),
  'cli.md': cliPage(program),
});

/** Only what comes with the command, so that the pages are the same wherever they are made. */
async function ownPlugins(): Promise<PluginRegistry> {
  const own = new PluginRegistry();
  const names = new Set(ownPluginPackages().map(({ name }) => name));
  for (const { plugin, source, url } of (await loadInstalledPlugins(process.cwd())).list()) {
    if (names.has(source)) own.add(plugin, source, url);
  }
  return own;
}

export function addReferenceCommand(program: Command): void {
  program
    .command('reference')
    .description('write the reference pages: plugins, errors, command line')
    .requiredOption('-o, --out <folder>', 'the folder they go to')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async ({ out, ...flags }: { out: string } & OutputFlags) => {
      const pages = referencePages(program, await ownPlugins());
      const output = outputOf(flags);
      mkdirSync(out, { recursive: true });
      for (const [name, text] of Object.entries(pages)) {
        replaceFile(join(out, name), text);
        output.line(`wrote ${join(out, name)}`);
      }
      output.result({ files: Object.keys(pages).map((name) => join(out, name)) });
    });
}
