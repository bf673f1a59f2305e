import type { Artifact, ArtifactCache, FeatureMatrix, FeatureSet } from '@saddle/core';
import { protocolHash } from '@saddle/core';

/** A cache in memory that counts what had to be made. */
export class CountingCache implements ArtifactCache {
  readonly #kept = new Map<string, Artifact>();
  made = 0;

  async remember(kind: string, facts: Parameters<ArtifactCache['remember']>[1], make: () => Promise<Artifact>) {
    const key = `${kind} ${protocolHash(facts)}`;
    const known = this.#kept.get(key);
    if (known) return known;
    this.made += 1;
    const made = await make();
    this.#kept.set(key, made);
    return made;
  }
}

/** A matrix as a set of features, in batches of a few rows. */
export const setOf = (matrix: FeatureMatrix, cache: ArtifactCache = new CountingCache(), batch = 130): FeatureSet => ({
  count: matrix.rows,
  dimensions: matrix.columns,
  async *batches() {
    for (let from = 0; from < matrix.rows; from += batch) {
      const rows = Math.min(batch, matrix.rows - from);
      const data = matrix.data.slice(from * matrix.columns, (from + rows) * matrix.columns);
      yield await Promise.resolve({ rows, columns: matrix.columns, data });
    }
  },
  matrix: () => Promise.resolve(matrix),
  statistic: (name, make) => cache.remember('statistic', { name }, make),
});
