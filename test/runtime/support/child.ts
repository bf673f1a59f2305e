import { spawn, type ChildProcess } from 'node:child_process';

export const provisionUrl = import.meta.resolve('@saddle/runtime/provision');
export const runtimeUrl = import.meta.resolve('@saddle/runtime');

export interface ChildResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a module given as text in a Node of its own; `args` arrive in `process.argv` from index 1 on. */
export function startModule(
  text: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
  flags: readonly string[] = [],
): { child: ChildProcess; result: Promise<ChildResult> } {
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', text, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const result = new Promise<ChildResult>((resolve) =>
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr })),
  );
  return { child, result };
}

export const runModule = (...args: Parameters<typeof startModule>): Promise<ChildResult> => startModule(...args).result;
