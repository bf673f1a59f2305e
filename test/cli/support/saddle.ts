import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '@saddle/cli';
import { root } from '../../support/installed-plugins.js';

export const bin = join(root, 'packages/cli/bin/saddle.js');
export const tiny = (name: string) => join(root, 'configs/tiny', `${name}.yaml`);

/** A folder that is gone after the suite. Call it in a `describe`. */
export function scratch(prefix = 'saddle-test-'): (...parts: string[]) => string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (...parts) => join(folder, ...parts);
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed on stderr so far. */
  stderr(): string;
}

/** Two lines that the TensorFlow library prints by itself while it is loaded. */
const withoutNotices = (text: string) =>
  text.replaceAll(/^(WARNING: All log messages before absl|[IW]0000 ).*\n/gm, '');

export function start(args: readonly string[], options: SpawnOptions = {}): Started {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr: withoutNotices(stderr) }));
  });
  return { child, ended, stderr: () => withoutNotices(stderr) };
}

/** One command line in a process of its own. */
export const saddle = (args: readonly string[], options: SpawnOptions = {}): Promise<Ended> =>
  start(args, options).ended;

/** One command line in this process, which has TensorFlow loaded already. */
export async function inProcess(...args: string[]): Promise<Omit<Ended, 'signal'>> {
  const written = { stdout: '', stderr: '' };
  const originals = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = ((text: string | Uint8Array) => {
      written[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    }) as typeof process.stdout.write;
  }
  try {
    return { code: await main(args), ...written };
  } finally {
    for (const name of ['stdout', 'stderr'] as const) process[name].write = originals[name];
  }
}

/** Looks every few milliseconds (or, with `pause: 0`, as fast as it can) until `ready` holds. */
export async function until(
  ready: () => boolean,
  what: string,
  { seconds = 60, pause = 2 }: { seconds?: number; pause?: number } = {},
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!ready()) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain until ${what}`);
    await new Promise((done) => (pause === 0 ? setImmediate(done) : setTimeout(done, pause)));
  }
}

/** The JSON line at the end of stdout. */
export const lastJson = <T = Record<string, unknown>>({ stdout }: { stdout: string }): T =>
  JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as T;
