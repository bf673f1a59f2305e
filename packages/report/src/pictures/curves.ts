import { axisScale, drawAxes, plotArea, type AxisScale, type Box } from './drawing/plot-area.js';
import { createSurface, type Surface } from './drawing/surface.js';
import { ink, seriesColours } from './drawing/theme.js';
import type { Raster } from './raster.js';
import { movingMean } from './moving-mean.js';

export interface Curve {
  readonly name: string;
  /** Ascending, such as the iterations; as long as `y`. */
  readonly x: ArrayLike<number>;
  /** Values that are not finite leave a gap. */
  readonly y: ArrayLike<number>;
}

export interface CurvePanel {
  readonly title?: string;
  readonly yLabel?: string;
  /** A logarithmic y axis; values that are not positive leave a gap. */
  readonly log?: boolean;
  readonly curves: readonly Curve[];
}

export interface CurvesOptions {
  readonly title?: string;
  readonly xLabel?: string;
  /** Stacked over one x axis, such as losses over scores. */
  readonly panels: readonly CurvePanel[];
}

const ratio = 1.5;
const width = 800;
const panelHeight = 230;
const left = 84;
const right = 32;
/** Longer curves are drawn faintly with their moving mean over them. */
const longCurve = 300;

/** Lines over iterations: one panel for each kind of value, a legend for each panel. */
export function curvesPicture({ title, xLabel = 'step', panels }: CurvesOptions): Raster {
  const lines = panels.flatMap(({ curves }) => curves);
  for (const { name, x, y } of lines) {
    if (x.length !== y.length)
      throw new RangeError(`Expected '${name}' to have as many x as y, received ${x.length} and ${y.length}.`);
  }
  const [xLow, xHigh] = rangeOf(
    lines.map(({ x }) => x),
    false,
  );
  const x = axisScale(xLow, xHigh === xLow ? xLow + 1 : xHigh);
  const top = title ? 56 : 20;
  const surface = createSurface(width, top + panels.length * panelHeight + 26, { ratio });
  if (title) surface.text(title, left, 36, { size: 17, bold: true, maxWidth: width - left - right });
  panels.forEach((panel, i) => {
    const box = { x: left, y: top + i * panelHeight + 34, width: width - left - right, height: panelHeight - 34 - 44 };
    drawPanel(surface, box, x, panel, i === panels.length - 1 ? xLabel : undefined);
  });
  return surface.raster();
}

function drawPanel(surface: Surface, box: Box, x: AxisScale, panel: CurvePanel, xLabel: string | undefined): void {
  const { curves, log = false, yLabel } = panel;
  const y = paddedScale(
    curves.map((curve) => curve.y),
    log,
  );
  const area = plotArea(box, x, y);
  drawAxes(surface, area, x, y, { xLabel, yLabel, lines: true });
  const { context } = surface;
  context.lineJoin = 'round';
  context.save();
  context.beginPath();
  context.rect(box.x, box.y - 2, box.width, box.height + 4);
  context.clip();
  const smoothed = curves.map((curve) =>
    curve.y.length > longCurve ? movingMean(curve.y, smoothingWindow(curve)) : undefined,
  );
  const line = (xs: ArrayLike<number>, ys: ArrayLike<number>) => {
    context.beginPath();
    let joined = false;
    for (let i = 0; i < ys.length; i++) {
      const value = ys[i]!;
      if (!Number.isFinite(value) || (log && value <= 0)) {
        joined = false;
        continue;
      }
      context[joined ? 'lineTo' : 'moveTo'](area.x(xs[i]!), area.y(value));
      // A lone value between gaps still shows, as a dot.
      if (!joined) context.lineTo(area.x(xs[i]!) + 0.01, area.y(value));
      joined = true;
    }
    context.stroke();
  };
  context.lineCap = 'round';
  curves.forEach((curve, i) => {
    context.strokeStyle = seriesColours[i % seriesColours.length]!;
    context.globalAlpha = smoothed[i] ? 0.22 : 1;
    context.lineWidth = smoothed[i] ? 1 : 1.8;
    line(curve.x, curve.y);
  });
  context.globalAlpha = 1;
  context.lineWidth = 1.9;
  curves.forEach((curve, i) => {
    context.strokeStyle = seriesColours[i % seriesColours.length]!;
    if (smoothed[i]) line(curve.x, smoothed[i]);
  });
  context.restore();
  drawLegend(surface, box, panel, smoothed.some(Boolean));
}

/** About one part in fifty of the curve, an odd number of values. */
const smoothingWindow = ({ y }: Curve): number => 2 * Math.floor(y.length / 100) + 1;

function drawLegend(surface: Surface, box: Box, { title, curves }: CurvePanel, smoothed: boolean): void {
  const { context } = surface;
  const y = box.y - 17;
  let at = box.x;
  if (title) {
    surface.text(title, at, y, { size: 13, bold: true, baseline: 'middle' });
    at += surface.measure(title, { size: 13, bold: true }) + 20;
  }
  curves.forEach(({ name }, i) => {
    const room = box.x + box.width - at;
    if (room < 60) return;
    context.strokeStyle = seriesColours[i % seriesColours.length]!;
    context.lineWidth = 3;
    context.beginPath();
    context.moveTo(at, y);
    context.lineTo(at + 18, y);
    context.stroke();
    surface.text(name, at + 25, y, { size: 13, baseline: 'middle', maxWidth: room - 25 });
    at += 25 + surface.measure(name, { size: 13 }) + 20;
  });
  const note = 'bold: moving mean';
  if (smoothed && box.x + box.width - at > surface.measure(note, { size: 12 })) {
    surface.text(note, box.x + box.width, y, { size: 12, colour: ink.quiet, align: 'right', baseline: 'middle' });
  }
}

function paddedScale(values: readonly ArrayLike<number>[], log: boolean): AxisScale {
  const [low, high] = rangeOf(values, log);
  if (log) {
    const pad = Math.max((high / low) ** 0.05, 1.05);
    return axisScale(low / pad, high * pad, true);
  }
  const pad = (high - low) * 0.06 || Math.abs(low) * 0.1 || 1;
  return axisScale(low - pad, high + pad);
}

function rangeOf(all: readonly ArrayLike<number>[], positive: boolean): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of all) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value) || (positive && value <= 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : [positive ? 0.1 : 0, 1];
}
