/** The share of every input row or column in one output row or column. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const support = 3;
const lanczos = (x: number) => (Math.abs(x) < support ? sinc(x) * sinc(x / support) : 0);

/**
 * Lanczos windowed sinc with three lobes (Duchon 1979), stretched by the scale when shrinking, so that nothing folds
 * back; weights are normalised, pixels beyond the border are left out. The convention of Pillow's `Image.resize`.
 */
function tapsOf(from: number, to: number): Taps[] {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: to }, (_, output) => {
    const centre = (output + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support * stretch + 0.5));
    const last = Math.min(from, Math.floor(centre + support * stretch + 0.5));
    const weights = Float64Array.from({ length: last - first }, (_, i) =>
      lanczos((first + i - centre + 0.5) / stretch),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Resizes pictures of one size to another, separably: columns first, then rows. */
export class Resampler {
  readonly #columns: Taps[];
  readonly #rows: Taps[];
  readonly #between: Float32Array;

  constructor(
    private readonly from: { readonly height: number; readonly width: number },
    private readonly to: { readonly height: number; readonly width: number },
    private readonly channels: number,
  ) {
    this.#columns = tapsOf(from.width, to.width);
    this.#rows = tapsOf(from.height, to.height);
    this.#between = new Float32Array(from.height * to.width * channels);
  }

  /** Writes the picture in `input` (bytes, HWC, from `offset`) to `output` as values in [-1, 1]; overshoots are cut off. */
  resize(input: Uint8Array, offset: number, output: Float32Array, target: number): void {
    const { from, to, channels } = this;
    const between = this.#between;
    for (let y = 0; y < from.height; y++) {
      for (let x = 0; x < to.width; x++) {
        const { first, weights } = this.#columns[x]!;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = 0; k < weights.length; k++)
            sum += weights[k]! * input[offset + (y * from.width + first + k) * channels + c]!;
          between[(y * to.width + x) * channels + c] = sum;
        }
      }
    }
    const line = to.width * channels;
    for (let y = 0; y < to.height; y++) {
      const { first, weights } = this.#rows[y]!;
      for (let i = 0; i < line; i++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * between[(first + k) * line + i]!;
        output[target + y * line + i] = (Math.min(Math.max(sum, 0), 255) / 255) * 2 - 1;
      }
    }
  }
}
