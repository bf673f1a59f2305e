import { hash32 } from './hash.js';
import { Philox } from './philox.js';

/**
 * Random numbers in JavaScript, for work outside a training step: shuffles, synthetic data, pictures. Keyed by
 * (seed, path), so that a component's numbers depend on its name alone, not on the order of calls elsewhere.
 */
export class HostRandom {
  readonly #philox: Philox;
  readonly #block = new Uint32Array(4);
  #blocks = 0;
  /** How many numbers of the block are used. */
  #used = 4;
  #spare: number | undefined;

  constructor(
    readonly seed: number,
    readonly path = '',
  ) {
    const key = `${seed}/${path}`;
    this.#philox = new Philox(hash32(key, 0), hash32(key, 1));
  }

  scope(name: string): HostRandom {
    return new HostRandom(this.seed, `${this.path}/${name}`);
  }

  /** The next 32 bits, 0 to 2^32 - 1. */
  bits(): number {
    if (this.#used === 4) {
      this.#philox.block(this.#blocks++, this.#block);
      this.#used = 0;
    }
    return this.#block[this.#used++]!;
  }

  /** Uniform in [0, 1), with 53 bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 0x4000000 + (this.bits() >>> 6)) / 0x20000000000000;
  }

  /** A whole number in [0, below), without bias (by rejection). `below` up to 2^32. */
  integer(below: number): number {
    const divisor = below >>> 0;
    if (divisor === 0) return this.bits();
    // 2^32 mod below. In unsigned 32-bit numbers throughout: the remainder of doubles is a call of the C library.
    const excess = (-divisor >>> 0) % divisor;
    for (;;) {
      const value = this.bits();
      if (value <= 0xffffffff - excess) return (value >>> 0) % divisor;
    }
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** 0 … count - 1 in random order (Fisher-Yates). */
  permutation(count: number): Uint32Array {
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i++) order[i] = i;
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const moved = order[i]!;
      order[i] = order[j]!;
      order[j] = moved;
    }
    return order;
  }
}
