import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheHome, protocolHash, type Artifact, type ArtifactCache, type ProtocolFacts } from '@saddle/core';

interface Manifest {
  readonly format: 1;
  /** What the artifact was made from, for people who look. */
  readonly from: ProtocolFacts;
  readonly facts: ProtocolFacts;
  readonly arrays: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly type: 'float32' | 'float64'; readonly sha256: string }>
  >;
}

const types = { float32: Float32Array, float64: Float64Array };

const bytesOf = (data: Float32Array | Float64Array) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * Artifacts in a folder each, below `saddle/metrics` of the user's cache folder, named by the hash of what they were
 * made from. A folder is written aside and renamed, so that no reader finds a part of one; digests tell damage, and what
 * is damaged is made again.
 */
export class DiskCache implements ArtifactCache {
  constructor(private readonly folder: string = join(cacheHome(), 'metrics')) {}

  async remember(kind: string, from: ProtocolFacts, make: () => Promise<Artifact>): Promise<Artifact> {
    const path = join(this.folder, `${kind}-${protocolHash(from).slice(0, 24)}`);
    const known = this.#read(path);
    if (known) return known;
    const made = await make();
    this.#write(path, from, made);
    return made;
  }

  #read(path: string): Artifact | undefined {
    if (!existsSync(path)) return undefined;
    try {
      const { format, facts, arrays } = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as Manifest;
      if (format !== 1) return undefined;
      const read = Object.entries(arrays).map(([name, { shape, type, sha256: digest }]) => {
        // A copy begins where typed arrays may begin.
        const bytes = new Uint8Array(readFileSync(join(path, `${name}.bin`)));
        if (sha256(bytes) !== digest) throw new Error(`${name} is damaged`);
        return [name, { shape, data: new types[type](bytes.buffer) }] as const;
      });
      return { arrays: Object.fromEntries(read), facts };
    } catch {
      return undefined;
    }
  }

  /** A cache that cannot be written costs time, not the figure. */
  #write(path: string, from: ProtocolFacts, { arrays, facts }: Artifact): void {
    const aside = `${path}.${process.pid}.tmp`;
    try {
      mkdirSync(aside, { recursive: true });
      const described = Object.entries(arrays).map(([name, { shape, data }]) => {
        writeFileSync(join(aside, `${name}.bin`), bytesOf(data));
        const type = data instanceof Float32Array ? ('float32' as const) : ('float64' as const);
        return [name, { shape, type, sha256: sha256(bytesOf(data)) }] as const;
      });
      const manifest: Manifest = { format: 1, from, facts, arrays: Object.fromEntries(described) };
      writeFileSync(join(aside, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
      rmSync(path, { recursive: true, force: true });
      renameSync(aside, path);
    } catch {
      rmSync(aside, { recursive: true, force: true });
    }
  }
}
