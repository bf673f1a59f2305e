import type { HostRandom } from '@saddle/core';
import type { Figure } from './figures.js';

type Colour = readonly number[];

/** Everything that makes one picture; lengths in pixels, colours in [0, 1]. */
export interface Scene {
  readonly figure: Figure;
  readonly centre: readonly [number, number];
  readonly radius: number;
  readonly rotation: number;
  readonly colour: Colour;
  readonly background: Colour;
  /** Change of the background's brightness per pixel to the right and downwards. */
  readonly slope: readonly [number, number];
}

/** Least difference in luma of figure and background, so that every figure can be seen. */
const contrast = 0.3;
/** The background's brightness changes by at most this much from its middle to an edge. */
const shading = 0.1;

/** ITU-R BT.601 luma; a grey value is its own. */
const luma = ([red, green, blue]: Colour): number =>
  green === undefined || blue === undefined ? red! : 0.299 * red! + 0.587 * green + 0.114 * blue;

/** A figure of random size, place, rotation and colour that lies wholly within the picture. */
export function drawScene(figure: Figure, size: number, channels: number, random: HostRandom): Scene {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const anyColour = () => Array.from({ length: channels }, () => random.uniform());
  const radius = size * between(0.2, 0.4);
  const place = () => between(radius + 1, size - radius - 1);
  const background = anyColour();
  let colour = anyColour();
  while (Math.abs(luma(colour) - luma(background)) < contrast) colour = anyColour();
  const slope = () => (between(-1, 1) * shading * Math.SQRT2) / size;
  return {
    figure,
    centre: [place(), place()],
    radius,
    rotation: between(0, 2 * Math.PI),
    colour,
    background,
    slope: [slope(), slope()],
  };
}

/**
 * Renders a scene to `[size, size, channels]` values in [-1, 1], written to `output` from `offset`. Edges are
 * anti-aliased: a pixel's coverage is taken from the distance of its centre to the edge.
 */
export function render(scene: Scene, size: number, output: Float32Array, offset: number): void {
  renderBackground(scene, size, output, offset);
  renderFigure(scene, size, output, offset);
}

/** What a pixel's place adds to the background's brightness. */
const shadeAt = (slope: Scene['slope'], size: number, column: number, row: number): number =>
  slope[0] * (column + 0.5 - size / 2) + slope[1] * (row + 0.5 - size / 2);

const shaded = (colour: number, shade: number): number => Math.min(1, Math.max(0, colour + shade));

function renderBackground({ background, slope }: Scene, size: number, output: Float32Array, offset: number): void {
  const channels = background.length;
  for (let c = 0; c < channels; c++) {
    const colour = background[c]!;
    for (let row = 0, position = offset + c; row < size; row++) {
      for (let column = 0; column < size; column++, position += channels) {
        output[position] = shaded(colour, shadeAt(slope, size, column, row)) * 2 - 1;
      }
    }
  }
}

/** Touches only pixels in reach of the figure: this runs beside training, on the same processors. */
function renderFigure(scene: Scene, size: number, output: Float32Array, offset: number): void {
  const { figure, centre, radius, rotation, colour, background, slope } = scene;
  const cos = Math.cos(rotation) / radius;
  const sin = Math.sin(rotation) / radius;
  const reach = radius + 1;
  const [firstRow, endRow] = pixelsWithin(centre[1] - reach, centre[1] + reach, size);
  const [x, y, distances] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let row = firstRow; row < endRow; row++) {
    const dy = row + 0.5 - centre[1];
    const half = Math.sqrt(Math.max(0, reach * reach - dy * dy));
    const [first, end] = pixelsWithin(centre[0] - half, centre[0] + half, size);
    for (let column = first; column < end; column++) {
      const dx = column + 0.5 - centre[0];
      x[column - first] = cos * dx + sin * dy;
      y[column - first] = cos * dy - sin * dx;
    }
    figure(x, y, end - first, distances);
    for (let column = first; column < end; column++) {
      const coverage = Math.min(1, 0.5 - radius * distances[column - first]!);
      if (coverage <= 0) continue;
      const shade = shadeAt(slope, size, column, row);
      const position = offset + (row * size + column) * colour.length;
      for (let c = 0; c < colour.length; c++) {
        const behind = shaded(background[c]!, shade);
        output[position + c] = (behind + coverage * (colour[c]! - behind)) * 2 - 1;
      }
    }
  }
}

/** The pixels [first, end) that reach into an interval. */
const pixelsWithin = (low: number, high: number, size: number): [number, number] => [
  Math.max(0, Math.floor(low)),
  Math.min(size, Math.ceil(high)),
];
