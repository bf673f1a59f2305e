import { downloadsOf, SaddleError, suggest, type Download } from '@saddle/core';
import type { Command } from 'commander';
import { pathToFileURL } from 'node:url';
import { discoverPluginPackages } from '../plugins/discover.js';
import { outputOf, shared, type OutputFlags } from './options.js';

/** The downloads that installed plugin packages offer. */
async function findDownloads(): Promise<Download[]> {
  const modules = discoverPluginPackages(process.cwd()).map(
    ({ module }) => import(pathToFileURL(module).href) as Promise<object>,
  );
  return (await Promise.all(modules)).flatMap(downloadsOf);
}

export function addDataCommand(program: Command): void {
  const data = program.command('data').description('data sets that are fetched from their publishers');
  data
    .command('add <name>')
    .description('download a data set with checksums, or take it from a folder')
    .option('--from <folder>', 'take the files from this folder')
    .option('--home <folder>', 'where data sets lie; SADDLE_DATA or the data folder of the user if not given')
    .option('--url <base>', 'fetch the files from a mirror')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(
      async (
        name: string,
        { from, home, url: baseUrl, ...flags }: OutputFlags & { from?: string; home?: string; url?: string },
      ) => {
        const output = outputOf(flags);
        const downloads = await findDownloads();
        const download = downloads.find((candidate) => candidate.name === name);
        if (!download) {
          throw new SaddleError('SADDLE_USAGE', {
            problem: `There is no data set '${name}' to add. ${suggest(
              name,
              downloads.map((one) => one.name),
            )}`,
          });
        }
        const added = await download.add({
          ...(from !== undefined && { from }),
          ...(home !== undefined && { home }),
          ...(baseUrl !== undefined && { baseUrl }),
          onProgress: ({ file, received, total }) =>
            output.progress({
              done: received,
              total: total ?? 0,
              text: `${file} ${(received / 2 ** 20).toFixed(1)} MiB`,
            }),
        });
        output.line(`${name}: ${added.files.length} files in ${added.folder}`);
        output.result({ name, ...added });
      },
    );
  data
    .command('ls')
    .description('list the data sets that can be added')
    .action(async () => {
      for (const { name, summary } of await findDownloads()) process.stdout.write(`${name.padEnd(16)} ${summary}\n`);
    });
}
