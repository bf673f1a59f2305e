import { axisScale, drawAxes, drawFrame, plotArea, type PlotArea } from './drawing/plot-area.js';
import { createSurface, type Surface } from './drawing/surface.js';
import { fakeColour, ink, realColour } from './drawing/theme.js';
import { extentOf, type Extent } from './extent.js';
import { drawField, drawFieldBar, type Field } from './field.js';
import type { Raster } from './raster.js';

export interface ScatterOptions {
  /** Real points `[n, columns]`, flat. */
  readonly real?: Float32Array;
  /** Generated points `[m, columns]`, flat. */
  readonly fake: Float32Array;
  /** Values of a point; the first two are drawn, and the title says so where there are more. Default 2. */
  readonly columns?: number;
  /** By default a square around the real points (without them, the generated ones). */
  readonly extent?: Extent;
  /** What the discriminator says, as a soft tint below the points. */
  readonly field?: Field;
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
}

const plot = { x: 88, y: 84, width: 440, height: 440 };
const bottomMargin = 44;
const labelHeight = 18;
const rightMargin = 34;
const barMargin = 112;
/** Pixels per unit: sharp on screens of high density, and few enough to keep hundreds of pictures of a run. */
const ratio = 1.5;
/** More points than this are thinned evenly: they would only cover each other. */
const mostPoints = 5000;

/** Real and generated points of the plane in colours that every kind of colour vision tells apart. */
export function scatterPicture(options: ScatterOptions): Raster {
  const { real, fake, columns = 2, field } = options;
  for (const points of [real, fake]) {
    if (points && (columns < 2 || points.length % columns !== 0)) {
      throw new RangeError(`Expected points of ${columns} values (2 at least), received ${points.length} values.`);
    }
  }
  const extent = options.extent ?? extentOf(real && real.length > 0 ? real : fake, columns);
  const width = plot.x + plot.width + (field ? barMargin : rightMargin);
  const surface = createSurface(width, plot.y + plot.height + bottomMargin + (options.xLabel ? labelHeight : 0), {
    ratio,
  });
  const [x, y] = [axisScale(...extent.x), axisScale(...extent.y)];
  const area = plotArea(plot, x, y);
  if (field) drawField(surface, plot, field);
  drawAxes(surface, area, x, y, { xLabel: options.xLabel, yLabel: options.yLabel, apart: 84 });
  surface.context.save();
  surface.context.beginPath();
  surface.context.rect(plot.x, plot.y, plot.width, plot.height);
  surface.context.clip();
  if (real) drawPoints(surface, area, real, columns, realColour);
  drawPoints(surface, area, fake, columns, fakeColour);
  surface.context.restore();
  drawFrame(surface, plot);
  if (field) {
    drawFieldBar(surface, { x: plot.x + plot.width + 40, y: plot.y, width: 14, height: plot.height }, field);
  }
  drawHeading(surface, options, extent);
  return surface.raster();
}

function drawPoints(surface: Surface, area: PlotArea, points: Float32Array, columns: number, colour: string): void {
  const { context } = surface;
  const count = points.length / columns;
  const every = Math.max(1, Math.ceil(count / mostPoints));
  const drawn = Math.ceil(count / every);
  // Many points are smaller and fainter, so that their density shows.
  const radius = drawn > 1500 ? 1.7 : drawn > 400 ? 2.1 : 2.8;
  context.globalAlpha = drawn > 1500 ? 0.35 : drawn > 400 ? 0.5 : 0.7;
  context.fillStyle = colour;
  for (let i = 0; i < count; i += every) {
    const [x, y] = [area.x(points[i * columns]!), area.y(points[i * columns + 1]!)];
    if (!Number.isFinite(x + y)) continue;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawHeading(surface: Surface, { title, real, fake, columns = 2 }: ScatterOptions, extent: Extent): void {
  const heading = [title, columns > 2 ? `columns 1 and 2 of ${columns}` : undefined].filter(Boolean).join(' · ');
  const maxWidth = surface.width - plot.x - 20;
  if (heading) surface.text(heading, plot.x, 36, { size: 17, bold: true, maxWidth });
  let left = plot.x;
  for (const [name, points, colour] of [
    ['real', real, realColour],
    ['generated', fake, fakeColour],
  ] as const) {
    if (!points) continue;
    const { context } = surface;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(left + 5, 60, 5, 0, 2 * Math.PI);
    context.fill();
    const label = `${name}, ${countLabel(points.length / columns)}`;
    surface.text(label, left + 16, 60, { size: 13, baseline: 'middle' });
    left += 16 + surface.measure(label, { size: 13 }) + 22;
  }
  const outside = countOutside(fake, columns, extent);
  if (outside > 0) {
    const note = `${outside.toLocaleString('en-US')} generated outside the picture`;
    const [x, y] = [plot.x + plot.width, plot.y + plot.height + 36];
    surface.text(note, x, y, { size: 12, colour: ink.quiet, align: 'right' });
  }
}

function countLabel(count: number): string {
  const every = Math.max(1, Math.ceil(count / mostPoints));
  const all = count.toLocaleString('en-US');
  return every === 1 ? all : `${Math.ceil(count / every).toLocaleString('en-US')} of ${all}`;
}

/** Points that are not finite lie outside too. */
function countOutside(points: Float32Array, columns: number, { x, y }: Extent): number {
  let outside = 0;
  for (let i = 0; i < points.length; i += columns) {
    const [a, b] = [points[i]!, points[i + 1]!];
    if (!(a >= x[0] && a <= x[1] && b >= y[0] && b <= y[1])) outside++;
  }
  return outside;
}
