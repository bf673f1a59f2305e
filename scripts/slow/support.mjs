import { execFileSync, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs the command; its stderr is shown, the last line of its stdout is JSON. */
export function saddle(...args) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, 'packages/cli/bin/saddle.js'), ...args, '--json'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  );
  if (status !== 0) throw new Error(`saddle ${args.join(' ')} ended with ${status}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Where and with what a result was measured. */
export function provenance() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const { model } = cpus()[0];
  return `Measured ${new Date().toISOString().slice(0, 10)} at commit ${commit} on ${cpus().length} x ${model}.`;
}
