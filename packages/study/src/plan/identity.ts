import { createHash } from 'node:crypto';

/** Versions of the code that a run's numbers come from, by package; of plugin files, digests of what they compile to. */
export type CodeVersions = Readonly<Record<string, string>>;

/**
 * What makes two runs the same run: the hash of the resolved config, the seed, and the versions of the code. A run
 * that is finished is never run again under the same identity.
 */
export function runIdentity(configHash: string, seed: number, versions: CodeVersions): string {
  const sorted = Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([configHash, seed, sorted]))
    .digest('hex');
}
