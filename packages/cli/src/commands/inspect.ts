import { replaceFile } from '@saddle/core';
import type { Command } from 'commander';
import { formatInspection } from '../inspect/format.js';
import { inspectConfig } from '../inspect/inspect.js';
import { inspectionSvg } from '../inspect/svg.js';
import { shared } from './options.js';

interface InspectFlags {
  readonly set: readonly string[];
  readonly svg?: string;
  readonly json?: boolean;
}

export function addInspectCommand(program: Command): void {
  program
    .command('inspect <config>')
    .description('show what a config wires together: plugins, networks layer by layer, steps and their terms, memory')
    .addOption(shared.set())
    .option('--svg <file>', 'also as a picture')
    .addOption(shared.json())
    .action(async (file: string, { set, svg, json }: InspectFlags) => {
      const inspection = await inspectConfig(file, set);
      if (svg !== undefined) replaceFile(svg, inspectionSvg(inspection));
      process.stdout.write(json ? `${JSON.stringify(inspection)}\n` : formatInspection(inspection));
    });
}
