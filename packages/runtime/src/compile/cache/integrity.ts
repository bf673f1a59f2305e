import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * XLA runs a cached program as it finds it, and fails on one that is cut off. So a program counts only with a digest
 * beside it, which is written after the process that compiled it has run it.
 */
const suffix = '.sha256';

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const programsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.pb'));

/** Writes the digests of programs that have none. */
export function sealPrograms(folder: string): void {
  const present = new Set(readdirSync(folder));
  for (const name of programsIn(folder).filter((program) => !present.has(program + suffix))) {
    const path = join(folder, name);
    try {
      const temporary = `${path}.${process.pid}.tmp`;
      writeFileSync(temporary, digestOf(path));
      renameSync(temporary, path + suffix);
    } catch (error) {
      // Another process pruned it in between.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Removes programs that have no digest or another one, and digests without a program. */
export function dropDamagedPrograms(folder: string): void {
  for (const name of programsIn(folder)) {
    const path = join(folder, name);
    if (!isIntact(path)) rmSync(path, { force: true });
  }
  const programs = new Set(programsIn(folder));
  for (const name of readdirSync(folder)) {
    const whole = name.endsWith('.pb') || (name.endsWith(suffix) && programs.has(name.slice(0, -suffix.length)));
    if (!whole) rmSync(join(folder, name), { force: true });
  }
}

function isIntact(path: string): boolean {
  try {
    return readFileSync(path + suffix, 'utf8') === digestOf(path);
  } catch {
    return false;
  }
}

/** The folder that TensorFlow was told of when its library was loaded. */
export const activeXlaCache = (flags = process.env['TF_XLA_FLAGS'] ?? ''): string | undefined =>
  /--tf_xla_persistent_cache_directory=(\S+)/.exec(flags)?.[1];
