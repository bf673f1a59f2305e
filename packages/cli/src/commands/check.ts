import { resolve } from 'node:path';
import { exitCodes, SaddleError, type PluginEntry, type PluginRegistry, type SampleInfo } from '@saddle/core';
import { runChecks, type CheckResult, type Settings } from '@saddle/testkit';
import { Option, type Command } from 'commander';
import { findPlugins } from '../plugins/find.js';
import { loadInstalledPlugins } from '../plugins/load.js';
import { optionValues } from '../plugins/option-values.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

interface CheckFlags extends OutputFlags {
  readonly kind?: string;
  readonly set: readonly string[];
  readonly sample: readonly SampleInfo[];
  readonly classes?: number;
  readonly latent?: string;
  readonly architecture?: string;
  readonly compile: 'graph' | 'xla';
}

/** `32x32x3`: pictures; `2`: points. */
function sampleShape(text: string, earlier: readonly SampleInfo[] = []): SampleInfo[] {
  const shape = text.split('x').map(Number);
  if (shape.some((side) => !Number.isSafeInteger(side) || side < 1)) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: `--sample takes a shape such as 32x32x3 or 2; received '${text}'.`,
    });
  }
  return [...earlier, { shape, range: shape.length > 1 ? 'symmetric' : 'unbounded' }];
}

const marks = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const;

function lineOf({ name, outcome, message }: CheckResult): string {
  const text = message?.replaceAll(/\n\s*/g, ' ');
  if (outcome === 'failed') return `  ${marks.failed} ${name}\n         ${text}`;
  return `  ${marks[outcome]} ${name}${text ? ` (does not apply: ${text})` : ''}`;
}

function settingsOf(registry: PluginRegistry, flags: CheckFlags): Settings {
  const { sample, classes, latent, architecture, compile } = flags;
  return {
    baseDirectory: process.cwd(),
    ...(sample.length > 0 && { samples: sample }),
    ...(classes !== undefined && { classes }),
    ...(latent !== undefined && { latent: { plugin: registry.get('latent', latent) } }),
    ...(architecture !== undefined && { architecture: { plugin: registry.get('architecture', architecture) } }),
    compile: [compile],
  };
}

const described = ({ plugin, source }: PluginEntry, checks: readonly CheckResult[]) => ({
  kind: plugin.kind,
  name: plugin.name,
  source,
  passed: checks.every(({ outcome }) => outcome !== 'failed'),
  checks: checks.map(({ name, outcome, message }) => ({ name, outcome, ...(message !== undefined && { message }) })),
});

export function addCheckCommand(program: Command): void {
  program
    .command('check <plugin>')
    .description('check a plugin as the conformance suites do: a name, a file, a folder or a package')
    .option('--kind <kind>', 'of several plugins, those of one kind')
    .addOption(
      new Option('--set <option=value>', "one of the plugin's options, such as margin=2; may be repeated")
        .argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value])
        .default([], 'none'),
    )
    .option('--sample <shape>', 'a sample to try it with, such as 32x32x3 or 2; may be repeated', sampleShape, [])
    .option('--classes <n>', 'classes of a conditional run', wholeNumber('--classes', 0))
    .option('--latent <name>', 'the latent plugin around it')
    .option('--architecture <name>', 'the architecture plugin around it')
    .addOption(new Option('--compile <mode>', 'how steps are compiled').choices(['graph', 'xla']).default('graph'))
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async (word: string, flags: CheckFlags) => {
      const output = outputOf(flags);
      const registry = await loadInstalledPlugins(process.cwd());
      const found = await findPlugins(registry, word, resolve('.'));
      const entries = found.filter(({ plugin }) => flags.kind === undefined || plugin.kind === flags.kind);
      if (entries.length === 0) {
        throw new SaddleError('SADDLE_USAGE', { problem: `'${word}' has no plugin of the kind '${flags.kind}'.` });
      }
      const options = optionValues(flags.set);
      const settings = settingsOf(registry, flags);
      const results: ReturnType<typeof described>[] = [];
      for (const entry of entries) {
        output.line(`${entry.plugin.kind} ${entry.plugin.name} (${entry.source})`);
        const checks = await runChecks(entry.plugin, options, settings);
        for (const check of checks) output.line(lineOf(check));
        results.push(described(entry, checks));
      }
      const count = (outcome: CheckResult['outcome']) =>
        results.reduce((sum, { checks }) => sum + checks.filter((check) => check.outcome === outcome).length, 0);
      const counts = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
      output.line(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} do not apply.`);
      output.result({ ...counts, plugins: results });
      if (counts.failed > 0) process.exitCode = exitCodes.failed;
    });
}
