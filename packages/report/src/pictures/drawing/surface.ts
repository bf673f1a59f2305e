import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import { fromRgba, toRgba, type Raster } from '../raster.js';
import { fontFamilies } from './fonts.js';
import { ink } from './theme.js';

export interface TextOptions {
  readonly size?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly baseline?: 'alphabetic' | 'middle' | 'top';
  /** Longer text ends in an ellipsis. */
  readonly maxWidth?: number;
  /** Reads from bottom to top. */
  readonly vertical?: boolean;
}

/** Something to draw on, in units that are `ratio` pixels wide. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  readonly context: SKRSContext2D;
  text(text: string, x: number, y: number, options?: TextOptions): void;
  measure(text: string, options?: TextOptions): number;
  /** Rows `from` to `from + rows` of a raster, pixel by pixel. */
  image(raster: Raster, place: { x: number; y: number; from: number; rows: number }): void;
  raster(): Raster;
}

export function createSurface(
  width: number,
  height: number,
  { ratio = 1, background = ink.ground as string } = {},
): Surface {
  const canvas = createCanvas(Math.round(width * ratio), Math.round(height * ratio));
  const context = canvas.getContext('2d');
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(ratio, ratio);

  const style = ({ size = 13, bold = false }: TextOptions) => {
    context.font = `${bold ? 600 : 400} ${size}px ${fontFamilies()}`;
  };
  const measure = (text: string, options: TextOptions = {}) => {
    style(options);
    return context.measureText(text).width;
  };
  const fit = (text: string, options: TextOptions) => {
    const { maxWidth = Infinity } = options;
    if (measure(text, options) <= maxWidth) return text;
    const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
    while (letters.length > 0 && measure(`${letters.join('')}…`, options) > maxWidth) letters.pop();
    return `${letters.join('').trimEnd()}…`;
  };

  return {
    width,
    height,
    context,
    measure,
    text(text, x, y, options = {}) {
      const { colour = ink.text, align = 'left', baseline = 'alphabetic', vertical = false } = options;
      const shown = fit(text, options);
      context.save();
      style(options);
      context.fillStyle = colour;
      context.textAlign = align;
      context.textBaseline = baseline;
      context.translate(x, y);
      if (vertical) context.rotate(-Math.PI / 2);
      context.fillText(shown, 0, 0);
      context.restore();
    },
    image(raster, { x, y, from, rows }) {
      // `putImageData` ignores the scale, so this is for surfaces of ratio 1.
      context.putImageData(
        new ImageData(toRgba(raster), raster.width, raster.height),
        x,
        y - from,
        0,
        from,
        raster.width,
        rows,
      );
    },
    raster: () => fromRgba(context.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height),
  };
}
