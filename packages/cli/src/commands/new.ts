import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { SaddleError, suggest, type PluginRegistry } from '@saddle/core';
import { Argument, type Command } from 'commander';
import { loadInstalledPlugins } from '../plugins/load.js';
import { packageFiles, singleFiles } from '../scaffold/files.js';
import { scaffoldKinds, type ScaffoldKind } from '../scaffold/templates.js';
import { writeNew } from '../scaffold/write.js';
import { outputOf, shared, type OutputFlags } from './options.js';

interface NewFlags extends OutputFlags {
  readonly file?: boolean;
  readonly in?: string;
}

/** Words that would be no names of a JavaScript value. */
const reserved = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await'.split(
    ' ',
  ),
);

function checkName(kind: ScaffoldKind, name: string, registry: PluginRegistry): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 64 || reserved.has(name)) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: `A plugin's name is in kebab case, such as my-${kind}: small letters, digits and single hyphens, at most 64; received '${name}'.`,
    });
  }
  if (!registry.find(kind, name)) return;
  throw new SaddleError('SADDLE_USAGE', {
    problem: `There is a ${kind} called '${name}' already, from ${registry.entry(kind, name).source}.`,
    advice: 'Two plugins of one kind and name cannot be used together: choose another name.',
  });
}

function checkKind(kind: string): asserts kind is ScaffoldKind {
  if ((scaffoldKinds as readonly string[]).includes(kind)) return;
  throw new SaddleError('SADDLE_USAGE', {
    problem: `There is no template for the kind '${kind}'. ${suggest(kind, scaffoldKinds)}`,
  });
}

export function addNewCommand(program: Command): void {
  program
    .command('new')
    .description('start a plugin: a package with a conformance test that passes, or one file and a config')
    .addArgument(new Argument('<kind>', scaffoldKinds.join(', ')))
    .argument('<name>', 'its name in configs, such as my-loss')
    .option('--file', 'one TypeScript file and a config that uses it, instead of a package')
    .option('--in <folder>', 'where to put it; the current folder if not given')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async (kind: string, name: string, flags: NewFlags) => {
      checkKind(kind);
      checkName(kind, name, await loadInstalledPlugins(process.cwd()));
      const output = outputOf(flags);
      const folder = resolve(flags.in ?? '.');
      const target = flags.file ? folder : join(folder, name);
      if (!flags.file && existsSync(target)) {
        throw new SaddleError('SADDLE_USAGE', {
          problem: `The folder ${relative(process.cwd(), target) || target} is there already; nothing is overwritten.`,
          advice: 'Choose another name, or another folder with --in.',
        });
      }
      const written = writeNew(target, flags.file ? singleFiles(kind, name) : packageFiles(kind, name));
      const shown = (path: string) => relative(process.cwd(), path) || path;
      for (const path of written) output.line(`wrote ${shown(path)}`);
      const file = shown(join(target, name));
      const next = flags.file
        ? [`npx saddle check ./${file}.ts`, `npx saddle run ${file}.yaml`]
        : [`cd ${shown(target)}`, 'npm install', 'npm test', 'npx saddle run example.yaml'];
      output.line(`\nNext:\n${next.map((command) => `  ${command}`).join('\n')}`);
      output.result({ kind, name, files: written });
    });
}
