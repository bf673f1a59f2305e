import { fileURLToPath } from 'node:url';
import { run, tail } from '../provision/process.js';
import type { BackendDescription } from './load-backend.js';
import type { BackendOptions } from './options.js';

export type Probe =
  | { readonly ok: true; readonly description: BackendDescription; readonly seconds: number }
  | { readonly ok: false; readonly problem: string };

const child = fileURLToPath(new URL('./probe-child.js', import.meta.url));

/** Starts a backend in a process of its own and computes something on it: a crash there is an answer, not an end. */
export async function probeBackend(options: BackendOptions, environment = process.env): Promise<Probe> {
  const start = performance.now();
  const result = await run(process.execPath, [child, JSON.stringify(options)], { env: environment, timeout: 120_000 });
  const line = result.stdout.trim().split('\n').at(-1) ?? '';
  try {
    const answer = JSON.parse(line) as { description: BackendDescription } | { problem: string };
    if ('problem' in answer) return { ok: false, problem: answer.problem };
    if (result.status === 0) {
      return { ok: true, description: answer.description, seconds: (performance.now() - start) / 1000 };
    }
  } catch {
    // The process ended before it could answer.
  }
  return { ok: false, problem: `the process that tried it ended with: ${tail(result)}` };
}
