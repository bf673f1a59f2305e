import { resolve } from 'node:path';
import { SaddleError } from '@saddle/core';
import { loadBackend } from '@saddle/runtime';
import type { Command } from 'commander';
import { loadInstalledPlugins } from '../plugins/load.js';
import { DiskCache } from '../run/evaluate-cache.js';
import { compareFiles, looseWiring, openFiles } from '../run/evaluate-files.js';
import { CommandSections, metricOptions, type MetricFlags } from '../run/evaluate-options.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

interface MetricsFlags extends OutputFlags, MetricFlags {
  readonly real: string;
  readonly fake: string;
  readonly size?: number;
  readonly seed: number;
}

const standardMetrics = ['fid', 'kid', 'prdc'];

const description = `
Scores samples from anywhere. --real and --fake are two .npy files of features (float32 or float64, one sample a row),
or two folders of .png and .jpg pictures, brought to one size (the middle square, resized; --size, or the smaller side
of the first real picture) and turned into features by --extractor.

The JSON line has a key for each figure, a plain number: fid, kid (not scaled by 100 or 1000), precision, recall,
density, coverage (k = 5 unless --k is given), and those of the other metrics. Beside them, under the same names:
"protocol" (what decided the figure), "protocolHash" (figures of one hash may be compared) and "labels" (the name to
print, such as FID_10000). FID refuses fewer than 2 x dimensions samples; with --allow-small it is marked small.

  saddle metrics --real a.npy --fake b.npy --metric fid,kid,prdc --json
  saddle metrics --real photos/ --fake made/ --extractor graph-model --set graph-model.model=inception/model.json`;

export function addMetricsCommand(program: Command): void {
  const command = program
    .command('metrics')
    .description('compare generated samples with real ones, from files of features or folders of pictures')
    .requiredOption('--real <path>', 'the real side: a .npy file or a folder of pictures')
    .requiredOption('--fake <path>', 'the generated side: likewise')
    .option('--size <n>', 'height and width that pictures are brought to', wholeNumber('--size', 8))
    .option('--seed <n>', 'decides random subsets and directions', wholeNumber('--seed', 0), 0);
  for (const option of metricOptions()) command.addOption(option);
  command
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText('after', description)
    .action(async ({ metric: names = standardMetrics, ...flags }: MetricsFlags) => {
      const output = outputOf(flags);
      if (names.length === 0) throw new SaddleError('SADDLE_USAGE', { problem: '--metric names no metric.' });
      const registry = await loadInstalledPlugins(process.cwd());
      const commandLine = new CommandSections(registry, flags);
      const wiring = looseWiring(registry, flags.seed);
      const uses = [...new Set(names)];
      const sections = uses.map((use) => commandLine.section('metric', use));
      const { warning } = await loadBackend({ backend: 'auto' });
      if (warning) output.line(`WARNING ${warning}`);
      const pair = await openFiles(
        {
          real: resolve(flags.real),
          fake: resolve(flags.fake),
          commandLine,
          extractor: flags.extractor,
          size: flags.size,
          cache: new DiskCache(),
          progress: (text, done, total) => output.progress({ done, total, text: `${text} ${done}/${total}` }),
        },
        wiring,
      );
      commandLine.checkAllUsed();
      try {
        const figures: Record<string, number> = {};
        const beside: Record<'protocol' | 'protocolHash' | 'labels', Record<string, unknown>> = {
          protocol: {},
          protocolHash: {},
          labels: {},
        };
        for (const [i, section] of sections.entries()) {
          const metric = await wiring.create('metric', `metrics[${i}]`, section);
          const hold = sections.length > 1;
          const found = await compareFiles(pair, { use: section.use, metric, seed: flags.seed, hold });
          for (const [name, value] of Object.entries(found.values)) {
            figures[name] = value;
            beside.protocol[name] = found.protocol;
            beside.protocolHash[name] = found.protocolHash;
            beside.labels[name] = found.labels?.[name] ?? name;
            const hash = found.protocolHash.slice(0, 8);
            output.line(
              `${String(beside.labels[name]).padEnd(28)} ${Number(value.toPrecision(8))}  (protocol ${hash})`,
            );
          }
        }
        const sides = { real: resolve(flags.real), fake: resolve(flags.fake) };
        output.result({ ...sides, ...figures, ...beside });
      } finally {
        await pair.real.close();
        await pair.fake.close();
      }
    });
}
