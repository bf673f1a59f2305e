import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from './options.js';
import { run } from './process.js';
import { downloadWheel, unpackWheel } from './wheel.js';

/** A C++ compiler: the command with its first arguments. */
export interface Compiler {
  readonly command: string;
  readonly prefix: readonly string[];
  /** As the user knows it, e.g. 'g++ (Debian 12.2.0) 12.2.0'. */
  readonly description: string;
  readonly isZig: boolean;
}

/** $CXX if set, else the first of g++, clang++ and c++ that runs; undefined when there is none. */
export async function findCompiler(environment: NodeJS.ProcessEnv = process.env): Promise<Compiler | undefined> {
  const fromUser = environment['CXX']?.trim().split(/\s+/);
  const candidates = fromUser?.[0] ? [fromUser] : [['g++'], ['clang++'], ['c++']];
  for (const [command, ...prefix] of candidates) {
    const result = await run(command!, [...prefix, '--version'], { timeout: 30_000, env: environment });
    if (result.status !== 0) continue;
    const description = result.stdout.split('\n')[0]!.trim() || command!;
    return { command: command!, prefix, description, isZig: false };
  }
  return undefined;
}

const zigVersion = '0.15.2';

/** The compiler of the PyPI package `ziglang`, for machines that have none: downloaded, used, and not kept. */
export async function fetchZig(python: string, directory: string, report: Report): Promise<Compiler> {
  const requirement = `ziglang==${zigVersion}`;
  report(`No C++ compiler found: downloading one (PyPI package ${requirement}, about 100 MB)`);
  const wheel = await downloadWheel(python, requirement, directory, report);
  await unpackWheel(python, wheel, join(directory, 'zig'), '^ziglang/');
  const command = join(directory, 'zig', process.platform === 'win32' ? 'zig.exe' : 'zig');
  await chmod(command, 0o755);
  return { command, prefix: ['c++'], description: `zig c++ ${zigVersion}`, isZig: true };
}
