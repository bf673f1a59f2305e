import { SaddleError } from '@saddle/core';
import { run, tail } from './process.js';

const script = `
const { TF_Version } = require(process.argv[1]);
process.stdout.write(JSON.stringify({ version: TF_Version }));
`;

/** Loads a binding in a process of its own, where a crash does no harm; returns the version of TensorFlow below it. */
export async function tryBinding(path: string): Promise<string> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const result = await run(process.execPath, ['-e', script, path], { env, timeout: 120_000 });
  try {
    if (result.status === 0) return (JSON.parse(result.stdout) as { version: string }).version;
  } catch {
    // Not the one line that the script prints: reported below with what it did print.
  }
  throw new SaddleError('SADDLE_RUNTIME_SETUP', {
    problem: `The compiled binding cannot be loaded:\n    ${tail(result).replaceAll('\n', '\n    ')}`,
    advice: 'Run `saddle setup --force`; `saddle doctor` shows what is missing.',
  });
}
