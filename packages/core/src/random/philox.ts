/**
 * Philox4x32-10 (Salmon et al. 2011, 'Parallel random numbers: as easy as 1, 2, 3'), keyed and counted as
 * TensorFlow's stateless ops do it, so that backends without those ops draw the same uniform bits.
 */
export class Philox {
  readonly #key: readonly [number, number];
  readonly #counter: readonly [number, number, number, number];

  /** A generator from the two 32-bit numbers that TensorFlow's stateless ops take as `seed`. */
  constructor(seed0: number, seed1: number) {
    // TensorFlow sign-extends both to 64 bits and scrambles them with one Philox block under a fixed key.
    const high = (value: number) => (value < 0 ? 0xffffffff : 0);
    const mixed = philox4x32([seed0 >>> 0, high(seed0 | 0), seed1 >>> 0, high(seed1 | 0)], scramble);
    this.#key = [mixed[0], mixed[1]];
    this.#counter = [0, 0, mixed[2], mixed[3]];
  }

  /** Block number `index` (up to 2^32): four 32-bit unsigned numbers. */
  block(index: number): Block {
    const [, c1, c2, c3] = this.#counter;
    return philox4x32([index >>> 0, c1, c2, c3], this.#key);
  }

  /** The first `count` 32-bit numbers of the sequence. */
  bits(count: number): Uint32Array {
    const values = new Uint32Array(Math.ceil(count / 4) * 4);
    for (let i = 0; i < values.length; i += 4) values.set(this.block(i / 4), i);
    return values.subarray(0, count);
  }
}

/** The key with which TensorFlow mixes seeds (GenerateKey of its stateless random ops). */
const scramble = [0x3ec8f720, 0x02461e29] as const;

type Block = [number, number, number, number];

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(((middle % 0x10000) + aLow * bHigh) / 0x10000);
}

/** The bare function: ten rounds over a counter of four 32-bit words under a key of two. */
export function philox4x32(counter: Block, key: readonly [number, number]): Block {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0) >>> 0;
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = multiplyHigh(0xcd9e8d57, c2) >>> 0;
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}
