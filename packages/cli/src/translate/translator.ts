import * as tf from '@tensorflow/tfjs';
import { fixedStream, type Picture, type Procedure } from '@saddle/core';
import { fading, mirrored, roundedUp, startsOf, stepOf } from './tiles.js';

export interface TranslatorSettings {
  readonly procedure: Procedure;
  /** The generator's input that takes the picture. */
  readonly input: string;
  /** Height and width that the generator was trained for. */
  readonly trained: readonly [number, number];
  /** Larger pictures go through in tiles of about this many pixels. */
  readonly tile: number;
  /** Keys what the generator draws. */
  readonly seed: number;
}

/** Share of a tile that its neighbour also covers. */
const overlapShare = 1 / 4;

/** Applies a fully convolutional generator to pictures of any size. */
export class Translator {
  readonly #step: number;
  readonly #tile: number;

  constructor(private readonly settings: TranslatorSettings) {
    this.#step = stepOf(settings.trained);
    this.#tile = Math.max(1, Math.floor(settings.tile / this.#step)) * this.#step;
  }

  /** The picture mirrored at its lower and right edges up to sizes that the generator takes, translated and cut again. */
  translate(picture: Picture): Picture {
    const { height, width } = picture;
    const [rows, columns] = [roundedUp(height, this.#step), roundedUp(width, this.#step)];
    const tile = [Math.min(rows, this.#tile), Math.min(columns, this.#tile)] as const;
    const overlaps = tile.map((side) => Math.floor(side * overlapShare));
    const weights = tile.map((side, axis) => fading(side, overlaps[axis]!));
    const total = new Float32Array(height * width);
    let sums: Float32Array | undefined;
    let channels = 0;
    for (const top of startsOf(rows, tile[0], overlaps[0]!)) {
      for (const left of startsOf(columns, tile[1], overlaps[1]!)) {
        const part = this.#generate(cut(picture, top, left, tile));
        ({ channels } = part);
        sums ??= new Float32Array(height * width * channels);
        for (let y = top; y < Math.min(height, top + tile[0]); y++) {
          for (let x = left; x < Math.min(width, left + tile[1]); x++) {
            const weight = weights[0]![y - top]! * weights[1]![x - left]!;
            const [to, from] = [y * width + x, (y - top) * tile[1] + x - left];
            total[to]! += weight;
            for (let c = 0; c < channels; c++) sums[to * channels + c]! += weight * part.values[from * channels + c]!;
          }
        }
      }
    }
    const values = sums!.map((sum, i) => sum / total[Math.floor(i / channels)]!);
    return { height, width, channels, values };
  }

  #generate({ height, width, channels, values }: Picture): Picture {
    const { procedure, input, seed } = this.settings;
    const random = fixedStream(seed, 'translate');
    const result = tf.tidy(() =>
      procedure.generate({ inputs: { [input]: tf.tensor4d(values, [1, height, width, channels]) }, random }),
    );
    const made = { height, width, channels: result.shape[3]!, values: result.dataSync() as Float32Array };
    tf.dispose([result, random.step]);
    return made;
  }
}

/** A part of a picture, mirrored where it reaches beyond. */
function cut(picture: Picture, top: number, left: number, [rows, columns]: readonly [number, number]): Picture {
  const { height, width, channels } = picture;
  const values = new Float32Array(rows * columns * channels);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = (mirrored(top + y, height) * width + mirrored(left + x, width)) * channels;
      for (let c = 0; c < channels; c++) values[(y * columns + x) * channels + c] = picture.values[from + c]!;
    }
  }
  return { height: rows, width: columns, channels, values };
}
