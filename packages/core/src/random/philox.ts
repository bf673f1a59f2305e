/**
 * Philox4x32-10 (Salmon et al. 2011, 'Parallel random numbers: as easy as 1, 2, 3'), keyed and counted as
 * TensorFlow's stateless ops do it, so that backends without those ops draw the same uniform bits.
 */
export class Philox {
  readonly #key: readonly number[];
  readonly #counter: number[];

  /** A generator from the two 32-bit numbers that TensorFlow's stateless ops take as `seed`. */
  constructor(seed0: number, seed1: number) {
    // TensorFlow sign-extends both to 64 bits and scrambles them with one Philox block under a fixed key.
    const [k0, k1, c2, c3] = philox4x32([seed0, seed0 < 0 ? -1 : 0, seed1, seed1 < 0 ? -1 : 0], scramble);
    this.#key = [k0!, k1!];
    this.#counter = [0, 0, c2!, c3!];
  }

  /** Block number `index` (up to 2^32): four 32-bit unsigned numbers, written to `output` from `offset`. */
  block(index: number, output = new Uint32Array(4), offset = 0): Uint32Array {
    this.#counter[0] = index;
    return philox4x32(this.#counter, this.#key, output, offset);
  }

  /** The first `count` 32-bit numbers of the sequence. */
  bits(count: number): Uint32Array {
    const values = new Uint32Array(Math.ceil(count / 4) * 4);
    for (let i = 0; i < values.length; i += 4) this.block(i / 4, values, i);
    return values.subarray(0, count);
  }
}

/** The key with which TensorFlow mixes seeds (GenerateKey of its stateless random ops). */
const scramble = [0x3ec8f720, 0x02461e29] as const;

/**
 * The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. Signed 32-bit arithmetic all the way, which
 * engines do in registers; no sum here exceeds 32 bits.
 */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const first = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const second = (Math.imul(aLow, bHigh) + (first & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (first >>> 16) + (second >>> 16)) | 0;
}

/** The bare function: ten rounds over a counter of four 32-bit words under a key of two, written to `output`. */
export function philox4x32(
  counter: readonly number[],
  key: readonly number[],
  output = new Uint32Array(4),
  offset = 0,
): Uint32Array {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key[0]! | 0;
  let k1 = key[1]! | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  output[offset] = c0;
  output[offset + 1] = c1;
  output[offset + 2] = c2;
  output[offset + 3] = c3;
  return output;
}
