import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunDirectory, SaddleError } from '@saddle/core';
import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import { loadExperimentConfig, loadRunConfig } from '../run/load.js';
import { interruptible } from '../run/signals.js';
import { trainRun } from '../run/train.js';
import { outputOf, shared, type OutputFlags } from './options.js';

/** The configs that the quick start compares, from the repository's root. */
const compared = ['configs/ring-minimax.yaml', 'configs/ring-nonsaturating.yaml'];

export function addQuickstartCommand(program: Command): void {
  program
    .command('quickstart')
    .description('train minimax against non-saturating on a ring of Gaussians')
    .option('-o, --out <dir>', 'where the runs go', 'runs/quickstart')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async ({ out, ...flags }: OutputFlags & { out: string }) => {
      const output = outputOf(flags);
      const root = fileURLToPath(new URL('../../../../', import.meta.url));
      const results = [];
      for (const name of compared) {
        const file = join(root, name);
        if (!existsSync(file)) {
          throw new SaddleError('SADDLE_CONFIG_NOT_FOUND', {
            problem: `The quick start trains ${file}, which is not there.`,
            advice: 'Run it in a clone of the repository.',
          });
        }
        results.push(await trainOrContinue(file, resolve(out), output));
      }
      for (const { run, metrics } of results) {
        output.line('');
        output.line(run);
        output.line(`  pictures  ${join(run, 'samples')} (animation.gif is the whole run), ${join(run, 'curves.png')}`);
        for (const [metric, value] of Object.entries(metrics))
          output.line(`  ${metric.padEnd(28)} ${value.toFixed(4)}`);
      }
      output.result({ runs: results });
    });
}

/** A finished run is taken as it is, an unfinished one continued: the quick start may be repeated. */
async function trainOrContinue(file: string, out: string, output: ReturnType<typeof outputOf>) {
  const { config, registry } = await loadExperimentConfig(file);
  const run = new RunDirectory(join(out, config.name));
  const exists = existsSync(run.infoPath);
  if (exists && run.info.status === 'finished') {
    return { run: run.path, status: run.info.status, step: run.info.iteration, metrics: run.info.metrics ?? {} };
  }
  const resume = exists && run.checkpoints.list().length > 0;
  const loaded = resume ? await loadRunConfig(run) : { config, registry };
  return interruptible((signal) => trainRun({ ...loaded, run, resume, output, signal }));
}
