import { spawn } from 'node:child_process';

export interface ProcessResult {
  /** Exit status; null when the process was ended by a signal or never started. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** True when there is no such command. */
  readonly missing: boolean;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the process is killed. */
  readonly timeout?: number;
}

/** Runs a command without a shell and with no standard input; never rejects. */
export function run(command: string, args: readonly string[], options: ProcessOptions = {}): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      killSignal: 'SIGKILL',
      ...options,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ status: null, stdout, stderr: stderr || error.message, missing: error.code === 'ENOENT' }),
    );
    child.on('close', (status) => resolve({ status, stdout, stderr, missing: false }));
  });
}

/** The last lines of what a failed command printed, to be quoted in an error. */
export function tail({ stdout, stderr, status }: ProcessResult, lines = 6): string {
  const text = `${stderr.trim() || stdout.trim()}`;
  return text === '' ? `exit status ${status ?? 'none (killed)'}` : text.split('\n').slice(-lines).join('\n');
}
