import { errorCatalogue, exitCodes } from '@saddle/core';
import { code, page, table } from './markdown.js';

const exits: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'Done.',
  failed: 'Failed for another reason than those below.',
  configuration: 'The configuration or the command line is wrong: no retry helps.',
  interrupted: 'Interrupted after a checkpoint: `saddle resume` continues.',
  aborted: 'Interrupted at once, by a second Ctrl-C.',
};

/** Every coded error and every exit code. */
export const errorsPage = (): string =>
  page('Errors', [
    'A message says what was expected, what was received, where, and what to do. `--trace` adds the stack; `--json` ends with the error as JSON.',
    '',
    '## Exit codes',
    '',
    ...table(
      ['Code', ''],
      Object.entries(exitCodes).map(([name, exit]) => [String(exit), exits[name as keyof typeof exitCodes]]),
    ),
    '## Error codes',
    '',
    ...table(
      ['Code', 'Meaning', 'Exit'],
      Object.entries(errorCatalogue).map(([name, { meaning, exit }]) => [code(name), meaning, String(exit)]),
    ),
  ]);
