import type { HostRandom } from '../../random/host.js';
import type { Picture } from './picture.js';

/** The picture with a square of mid-grey (0) over it. */
export function mask(
  { height, width, channels, values }: Picture,
  { share, place }: { readonly share: number; readonly place: 'centre' | 'random' },
  random: HostRandom,
): Float32Array {
  const [rows, columns] = [Math.round(height * share), Math.round(width * share)];
  const begin = (room: number) => (place === 'centre' ? room >> 1 : random.integer(room + 1));
  const [top, left] = [begin(height - rows), begin(width - columns)];
  const masked = values.slice();
  for (let y = top; y < top + rows; y++) {
    masked.fill(0, (y * width + left) * channels, (y * width + left + columns) * channels);
  }
  return masked;
}
