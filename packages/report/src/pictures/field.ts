import { createCanvas, ImageData } from '@napi-rs/canvas';
import type { Box } from './drawing/plot-area.js';
import type { Surface } from './drawing/surface.js';
import { fakeColour, ink, realColour } from './drawing/theme.js';
import { formatTick } from '../ticks.js';

/** What the discriminator says over the extent, in the order of `fieldGrid`. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  /** Probabilities of being real are neutral at .5; scores (logits, a critic's) at 0. Default probability. */
  readonly kind?: 'probability' | 'score';
}

/** The values at the ends and in the middle of the colour bar. */
export interface FieldRange {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** How much of a point's full colour the field has at its ends: points must stand out on it. */
const strength = 0.42;

/** Symmetric about the neutral value; for scores up to the 98th percentile of their size, so that one peak does not pale all else. */
export function fieldRange({ values, kind = 'probability' }: Field): FieldRange {
  if (kind === 'probability') return { low: 0, middle: 0.5, high: 1 };
  const sizes = values.map(Math.abs).filter(Number.isFinite).sort();
  const reach = sizes[Math.floor((sizes.length - 1) * 0.98)] || 1;
  return { low: -reach, middle: 0, high: reach };
}

/** Red, green and blue, 0 to 255, between the fake colour (0), white (.5) and the real colour (1). */
export function fieldColour(share: number): [number, number, number] {
  const level = Math.min(1, Math.max(0, share)) * 2 - 1;
  const end = parseHex(level < 0 ? fakeColour : realColour);
  return end.map((part) => Math.round(255 + (part - 255) * Math.abs(level) * strength)) as [number, number, number];
}

const parseHex = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Paints the field over a box, smooth between cells. Throws RangeError where the number of values is wrong. */
export function drawField(surface: Surface, box: Box, field: Field): void {
  const { width, height, values } = field;
  if (values.length !== width * height || values.length === 0) {
    throw new RangeError(`Expected ${width} x ${height} values for a field, received ${values.length}.`);
  }
  const { low, high } = fieldRange(field);
  const pixels = new Uint8ClampedArray(width * height * 4);
  values.forEach((value, i) => {
    // Where the discriminator gives no number there is no tint either.
    const share = Number.isNaN(value) ? 0.5 : (value - low) / (high - low);
    pixels.set([...fieldColour(share), 255], i * 4);
  });
  const small = createCanvas(width, height);
  small.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  const { context } = surface;
  context.save();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, box.x, box.y, box.width, box.height);
  context.restore();
}

/** A vertical colour bar with its ends, its middle and what they mean. */
export function drawFieldBar(surface: Surface, box: Box, field: Field): void {
  const { context } = surface;
  const range = fieldRange(field);
  for (let row = 0; row < box.height; row++) {
    const [r, g, b] = fieldColour(1 - (row + 0.5) / box.height);
    context.fillStyle = `rgb(${r}, ${g}, ${b})`;
    context.fillRect(box.x, box.y + row, box.width, 1.5);
  }
  context.strokeStyle = ink.axis;
  context.lineWidth = 1;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  const step = (range.high - range.low) / 20;
  const marks: [number, string][] = [
    [range.high, field.kind === 'score' ? `≥ ${formatTick(range.high, step)}` : '1'],
    [range.middle, field.kind === 'score' ? '0' : '0.5'],
    [range.low, field.kind === 'score' ? `≤ ${formatTick(range.low, step)}` : '0'],
  ];
  marks.forEach(([, label], i) => {
    const y = box.y + 5 + (i / 2) * (box.height - 10);
    surface.text(label, box.x + box.width + 7, y, { size: 12, colour: ink.quiet, baseline: 'middle' });
  });
  const name = field.kind === 'score' ? 'score, D(x)' : 'probability of real, D(x)';
  surface.text(name, box.x - 9, box.y + box.height / 2, {
    size: 12,
    colour: ink.quiet,
    align: 'center',
    vertical: true,
  });
}
