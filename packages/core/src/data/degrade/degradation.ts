import type { HostRandom } from '../../random/host.js';
import { blur } from './blur.js';
import { edges, outline } from './edges.js';
import { luma } from './luma.js';
import { mask } from './mask.js';
import type { Picture } from './picture.js';

/** What is taken from a picture, so that bringing it back can be learned. Values are in [-1, 1]. */
export type Degradation =
  /** Its colours. */
  | { readonly kind: 'greyscale' }
  /** All but the border of what is lighter than `threshold`. */
  | { readonly kind: 'outline'; readonly threshold: number }
  /** All but its edges (Sobel), made `gain` times as strong. */
  | { readonly kind: 'edges'; readonly gain: number }
  /** A square of this share of the sides. */
  | { readonly kind: 'mask'; readonly share: number; readonly place: 'centre' | 'random' }
  /** Detail: a Gaussian of this standard deviation in pixels. */
  | { readonly kind: 'blur'; readonly deviation: number }
  /** Certainty: Gaussian noise of this standard deviation is added. */
  | { readonly kind: 'noise'; readonly deviation: number };

/** Kinds that leave light and dark alone. */
const colourless: readonly Degradation['kind'][] = ['greyscale', 'outline', 'edges'];

/** Channels of what a degradation leaves of a picture. */
export const channelsAfter = ({ kind }: Degradation, channels: number): number =>
  colourless.includes(kind) ? 1 : channels;

/** What is left of a picture. @param random decides noise and places */
export function degrade(degradation: Degradation, picture: Picture, random: HostRandom): Float32Array {
  switch (degradation.kind) {
    case 'greyscale':
      return luma(picture).values;
    case 'outline':
      return outline(luma(picture), degradation.threshold);
    case 'edges':
      return edges(luma(picture), degradation.gain);
    case 'mask':
      return mask(picture, degradation, random);
    case 'blur':
      return blur(picture, degradation.deviation);
    case 'noise':
      return picture.values.map((value) => Math.min(1, Math.max(-1, value + degradation.deviation * random.normal())));
  }
}
