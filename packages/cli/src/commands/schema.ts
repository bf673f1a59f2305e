import { jsonSchema } from '@saddle/config';
import { replaceFile } from '@saddle/core';
import type { Command } from 'commander';
import { loadInstalledPlugins } from '../plugins/load.js';

export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('write the JSON Schema of configs with the installed plugins, for editors')
    .option('-o, --out <file>', 'a file; stdout if not given')
    .action(async ({ out }: { out?: string }) => {
      const schema = `${JSON.stringify(jsonSchema(await loadInstalledPlugins(process.cwd())), undefined, 2)}\n`;
      if (out === undefined) process.stdout.write(schema);
      else replaceFile(out, schema);
    });
}
