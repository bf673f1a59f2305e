import { SaddleError } from '@saddle/core';
import { z } from 'zod';
import { symmetric, type PictureShape } from './pixels.js';
import { Resampler } from './resample.js';

/** Options of data sets whose pictures have a size of their own. */
export const fitOptions = {
  size: z.int().min(8).max(1024).optional().describe('Height and width to bring pictures to; as they are if not given'),
  fit: z
    .enum(['pad', 'resize'])
    .default('pad')
    .describe('How `size` is reached: a border of zeros (28 to 32 keeps every pixel), or Lanczos resampling'),
};

export interface Fit {
  readonly size?: number | undefined;
  readonly fit: 'pad' | 'resize';
}

/** How stored bytes become values in [-1, 1] at the size asked for. */
export interface Presentation {
  readonly shape: PictureShape;
  /** Turns the picture at `offset` of `input` into the values at `target` of `output`. */
  write(input: Uint8Array, offset: number, output: Float32Array, target: number): void;
}

/** @throws SADDLE_CONFIG_INCOMPATIBLE where pictures are too large to be padded. */
export function presentation(from: PictureShape, { size, fit }: Fit): Presentation {
  const { height, width, channels } = from;
  if (size === undefined || (height === size && width === size)) return plain({ height, width, channels });
  const shape = { height: size, width: size, channels };
  if (fit === 'resize') {
    const resampler = new Resampler(from, shape, channels);
    return { shape, write: (...picture) => resampler.resize(...picture) };
  }
  if (height <= size && width <= size) return padded(from, shape);
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `Pictures of ${height} x ${width} do not fit into size ${size}.`,
    advice: 'Set `fit: resize`, or a larger `size`.',
  });
}

function plain(shape: PictureShape): Presentation {
  const length = shape.height * shape.width * shape.channels;
  return {
    shape,
    write: (input, offset, output, target) => {
      for (let i = 0; i < length; i++) output[target + i] = symmetric[input[offset + i]!]!;
    },
  };
}

function padded(from: PictureShape, shape: PictureShape): Presentation {
  const top = (shape.height - from.height) >> 1;
  const left = (shape.width - from.width) >> 1;
  const line = from.width * shape.channels;
  return {
    shape,
    write: (input, offset, output, target) => {
      output.fill(-1, target, target + shape.height * shape.width * shape.channels);
      for (let y = 0; y < from.height; y++) {
        const start = target + ((top + y) * shape.width + left) * shape.channels;
        for (let i = 0; i < line; i++) output[start + i] = symmetric[input[offset + y * line + i]!]!;
      }
    },
  };
}
