import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';

/** How a run's process ended. */
export interface ChildEnd {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The code and words of its error, where it said them. */
  readonly error?: { readonly code: string; readonly problem: string };
}

export interface ChildRequest {
  /** The script of the `saddle` command. */
  readonly bin: string;
  readonly args: readonly string[];
  /** What it prints is appended here. */
  readonly log: string;
  /** Asks the run to stop after a checkpoint. */
  readonly signal: AbortSignal;
}

const guard = new URL('stop-with-parent.js', import.meta.url).href;

/** Runs one `saddle` command line in a process of its own, in a group of its own: Ctrl-C reaches the study alone. */
export async function runChild({ bin, args, log, signal }: ChildRequest): Promise<ChildEnd> {
  if (signal.aborted) return { exit: null, signal: 'SIGTERM' };
  mkdirSync(path.dirname(log), { recursive: true });
  appendFileSync(log, `${new Date().toISOString()} saddle ${args.join(' ')}\n`);
  const file = openSync(log, 'a');
  try {
    const child = spawn(process.execPath, ['--import', guard, bin, ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', file, 'ipc'],
    });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    let stdout = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-(2 ** 20))));
    try {
      const [exit, killed] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code, by) => resolve([code, by]));
      });
      const error = lastError(stdout);
      return { exit, signal: killed, ...(error && { error }) };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  } finally {
    closeSync(file);
  }
}

/** The error in the JSON line that a command ends with. */
function lastError(stdout: string): ChildEnd['error'] {
  try {
    const { error } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { error?: ChildEnd['error'] };
    return error && { code: error.code, problem: error.problem };
  } catch {
    return undefined;
  }
}
