import gifenc from 'gifenc';

/** Red, green, blue of each index. */
export type Palette = readonly (readonly number[])[];

/** One index of a GIF's 256 is kept for 'as in the frame before'. */
export const mostColours = 255;

/** Collects pixels of many frames and finds colours that suit them all, in bounded memory. */
export class PaletteBuilder {
  readonly #pixels: number[] = [];
  readonly #seen = new Set<number>();
  #grey = true;

  constructor(private readonly perFrame = 12_000) {}

  /** Takes every distinct colour while they are few, and an even sample of the pixels. */
  add(rgba: Uint8ClampedArray): void {
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
    const every = Math.max(1, Math.floor(pixels.length / this.perFrame));
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i]!;
      if (this.#seen.size <= mostColours) this.#seen.add(pixel);
      const [r, g, b] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
      if (r !== g || g !== b) this.#grey = false;
      if (i % every === 0) this.#pixels.push(pixel);
    }
  }

  /** The very colours where they are at most 255; else even greys for grey frames, else quantized colours. */
  build(): Palette {
    if (this.#seen.size <= mostColours) {
      return [...this.#seen]
        .sort((a, b) => a - b)
        .map((pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]);
    }
    if (this.#grey) {
      return Array.from({ length: mostColours }, (_, i) => {
        const level = Math.round((i * 255) / (mostColours - 1));
        return [level, level, level];
      });
    }
    const sample = Uint32Array.from(this.#pixels);
    return gifenc
      .quantize(new Uint8ClampedArray(sample.buffer), mostColours, { format: 'rgb565' })
      .map((colour) => colour.slice(0, 3));
  }
}

/** Finds the nearest colour of a palette for every pixel; remembers what it found. */
export class ColourMatcher {
  readonly #found = new Map<number, number>();

  constructor(private readonly palette: Palette) {}

  match(rgba: Uint8ClampedArray): Uint8Array {
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
    const indices = new Uint8Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i]!;
      let index = this.#found.get(pixel);
      if (index === undefined) {
        index = this.#nearest(pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255);
        if (this.#found.size < 1 << 18) this.#found.set(pixel, index);
      }
      indices[i] = index;
    }
    return indices;
  }

  #nearest(r: number, g: number, b: number): number {
    let [best, least] = [0, Infinity];
    this.palette.forEach(([pr, pg, pb], i) => {
      // Eyes tell greens apart best and blues least.
      const far = 3 * (r - pr!) ** 2 + 4 * (g - pg!) ** 2 + 2 * (b - pb!) ** 2;
      if (far < least) [best, least] = [i, far];
    });
    return best;
  }
}
