import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeCpu } from '../backend/cpu.js';
import { defaultThreads } from '../backend/environment.js';
import { probeBackend } from '../backend/probe.js';
import { cacheRoot } from './cache.js';
import { neededSpace } from './cache-entry.js';
import { findCompiler } from './compiler.js';
import { checkLink } from './link.js';
import type { SetupOptions } from './options.js';
import { checkNode, checkNpm, checkPip, checkPython, type Requirement } from './requirements.js';
import { tfjsNodePackage } from './tfjs-node-package.js';

/** One line of the doctor's report. */
export interface Check {
  readonly name: string;
  /** What was found. */
  readonly found: string;
  /** 'missing' is no failure: something that is not there but is not needed, either. */
  readonly status: 'ok' | 'missing' | 'failed';
  readonly ok: boolean;
  /** The command, or the words, that mend it. */
  readonly advice?: string;
}

export interface DoctorReport {
  /** True when runs will compute on native TensorFlow. */
  readonly ok: boolean;
  readonly backend: 'tensorflow' | 'wasm' | 'cpu' | null;
  readonly tensorflowVersion: string | null;
  readonly checks: readonly Check[];
}

const check = (name: string, status: Check['status'], found: string, advice?: string): Check => ({
  name,
  found,
  status,
  ok: status !== 'failed',
  ...(advice !== undefined && status !== 'ok' && { advice }),
});

/** Python and pip are needed for setting up only: without them a machine that is set up is still well. */
const fromRequirement = ({ name, version, least, ok, advice }: Requirement, needed: boolean): Check =>
  check(name, ok ? 'ok' : needed ? 'failed' : 'missing', `${version ?? 'none'} (${least} or newer is needed)`, advice);

async function checkCompiler(canFetch: boolean, needed: boolean): Promise<Check> {
  const compiler = await findCompiler();
  if (compiler !== undefined) return check('C++ compiler', 'ok', compiler.description);
  if (canFetch) return check('C++ compiler', 'ok', "none; `saddle setup` uses the one of PyPI's package ziglang");
  return check('C++ compiler', needed ? 'failed' : 'missing', 'none', 'Install g++ or clang++, or Python with pip');
}

/** The nearest folder above a path that exists. */
async function existingParent(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await access(at).then(
      () => true,
      () => false,
    );
    if (found || at === dirname(at)) return at;
  }
}

async function checkWritable(name: string, directory: string): Promise<Check> {
  try {
    await access(await existingParent(directory), constants.W_OK);
    return check(name, 'ok', `${directory} can be written`);
  } catch {
    const advice = `sudo chown -R "$(id -un)" '${await existingParent(directory)}', or set XDG_CACHE_HOME to another folder`;
    return check(name, 'failed', `${directory} cannot be written`, advice);
  }
}

async function checkSpace(root: string, needed: boolean): Promise<Check> {
  const { bavail, bsize } = await statfs(await existingParent(root));
  const free = bavail * bsize;
  const found = `${(free / 1e9).toFixed(1)} GB free for ${root}`;
  const enough = free >= (needed ? neededSpace : 1e8);
  return check('Disk space', enough ? 'ok' : 'failed', found, 'Free some space, or set XDG_CACHE_HOME to another disk');
}

async function checkBackend(): Promise<{ check: Check; backend: DoctorReport['backend']; version: string | null }> {
  const native = await probeBackend({ backend: 'tensorflow' });
  if (native.ok) {
    const { tensorflowVersion: version } = native.description;
    const found = `tensorflow, loaded in ${native.seconds.toFixed(1)} s`;
    return { check: check('Backend', 'ok', found), backend: 'tensorflow', version };
  }
  for (const backend of ['wasm', 'cpu'] as const) {
    if (!(await probeBackend({ backend })).ok) continue;
    const found = `${backend} only, many times slower; tensorflow: ${native.problem.split('\n')[0]}`;
    return { check: check('Backend', 'failed', found, 'saddle setup'), backend, version: null };
  }
  return {
    check: check('Backend', 'failed', 'none starts', 'npm ci, then saddle setup'),
    backend: null,
    version: null,
  };
}

/**
 * Looks at everything that native TensorFlow depends on, without changing anything. Backends are tried in processes
 * of their own. Never throws for what it finds.
 */
export async function doctor({
  python,
  cacheDirectory = cacheRoot(),
  thorough = false,
}: Pick<SetupOptions, 'python' | 'cacheDirectory' | 'thorough'> = {}): Promise<DoctorReport> {
  const [npm, pythonFound, pip, link, backend] = await Promise.all([
    checkNpm(),
    checkPython(python),
    checkPip(python),
    checkLink(thorough),
    checkBackend(),
  ]);
  const missing = backend.backend !== 'tensorflow';
  const cpu = describeCpu();
  const threads = defaultThreads();
  const checks: Check[] = [
    fromRequirement(checkNode(), true),
    fromRequirement(npm, true),
    fromRequirement(pythonFound, missing),
    fromRequirement(pip, missing),
    await checkCompiler(pip.ok, missing),
    await checkWritable('Cache', cacheDirectory),
    await checkWritable('tfjs-node', tfjsNodePackage().directory),
    await checkSpace(cacheDirectory, missing),
    link.ready
      ? check('Binding', 'ok', `in place, from ${link.origin}`)
      : check(
          'Binding',
          'failed',
          link.problem,
          link.problem.includes('damaged') ? 'saddle setup --force' : 'saddle setup',
        ),
    backend.check,
    check('TensorFlow', missing ? 'failed' : 'ok', backend.version ?? 'none', 'saddle setup'),
    check('CPU', 'ok', `${cpu.model} (${cpu.features.join(' ') || cpu.architecture})`),
    check('Threads', 'ok', `${threads} of ${cpu.processors} processors`),
  ];
  return {
    ok: checks.every(({ ok }) => ok),
    backend: backend.backend,
    tensorflowVersion: backend.version,
    checks,
  };
}
