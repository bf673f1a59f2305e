import type { Picture } from './picture.js';

/** ITU-R BT.601, as JPEG has it. */
const shares = [0.299, 0.587, 0.114];

/** A picture of one channel: how light each pixel is. */
export function luma({ height, width, channels, values }: Picture): Picture {
  const grey = new Float32Array(height * width);
  for (let i = 0; i < grey.length; i++) {
    grey[i] =
      channels === 3
        ? shares[0]! * values[3 * i]! + shares[1]! * values[3 * i + 1]! + shares[2]! * values[3 * i + 2]!
        : values[i * channels]!;
  }
  return { height, width, channels: 1, values: grey };
}
