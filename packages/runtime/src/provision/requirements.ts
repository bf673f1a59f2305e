import { SaddleError } from '@saddle/core';
import { installAdvice } from './install-advice.js';
import { run, type ProcessOptions } from './process.js';
import { atLeast, findVersion } from './version.js';

/** The oldest versions that work; 20.3 is the first pip that accepts today's manylinux wheels. */
export const leastVersions = { node: '20.11', npm: '10', python: '3.8', pip: '20.3' } as const;

/** One tool as it was found. */
export interface Requirement {
  readonly name: 'Node' | 'npm' | 'Python' | 'pip';
  /** Version found; undefined when the tool is missing. */
  readonly version: string | undefined;
  readonly least: string;
  readonly ok: boolean;
  /** What went wrong, when it is not ok. */
  readonly problem?: string;
  readonly advice?: string;
}

/** The Python interpreter's command, unless an option says otherwise. */
export const defaultPython = process.platform === 'win32' ? 'python' : 'python3';

function judge(name: Requirement['name'], version: string | undefined, least: string, advice: string): Requirement {
  if (version !== undefined && atLeast(version, least)) return { name, version, least, ok: true };
  const found = version === undefined ? 'none was found' : `${version} was found`;
  return { name, version, least, ok: false, problem: `${name} ${least} or newer is needed, ${found}.`, advice };
}

async function versionOf(command: string, args: readonly string[], options?: ProcessOptions) {
  const result = await run(command, args, { timeout: 30_000, ...options });
  return result.status === 0 ? findVersion(result.stdout || result.stderr) : undefined;
}

export const checkNode = (): Requirement =>
  judge('Node', process.versions.node, leastVersions.node, installAdvice('node'));

export async function checkNpm(): Promise<Requirement> {
  const version = await versionOf(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['--version']);
  return judge(
    'npm',
    version,
    leastVersions.npm,
    version === undefined ? installAdvice('node') : 'npm install -g npm@10',
  );
}

export async function checkPython(python = defaultPython): Promise<Requirement> {
  return judge('Python', await versionOf(python, ['--version']), leastVersions.python, installAdvice('python'));
}

export async function checkPip(python = defaultPython): Promise<Requirement> {
  const version = await versionOf(python, ['-m', 'pip', '--version']);
  const advice = version === undefined ? installAdvice('pip') : `${python} -m pip install --upgrade pip`;
  return judge('pip', version, leastVersions.pip, advice);
}

/** Throws `SADDLE_RUNTIME_REQUIREMENT` unless Python and its pip can be used. */
export async function requirePip(python = defaultPython): Promise<void> {
  for (const check of [checkPython, checkPip]) {
    const { ok, problem, advice } = await check(python);
    if (ok) continue;
    throw new SaddleError('SADDLE_RUNTIME_REQUIREMENT', {
      problem: `${problem} TensorFlow's wheel is downloaded with it (command: ${python}).`,
      ...(advice !== undefined && { advice: `Run: ${advice}` }),
    });
  }
}
