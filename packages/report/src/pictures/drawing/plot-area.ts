import type { Surface } from './surface.js';
import { ink } from './theme.js';
import { linearTicks, logTicks, type Tick } from '../../ticks.js';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From data to a length along an axis. */
export interface AxisScale {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** 0 at low, 1 at high. */
  readonly share: (value: number) => number;
}

export function axisScale(low: number, high: number, log = false): AxisScale {
  const [a, b] = log ? [Math.log(low), Math.log(high)] : [low, high];
  return { low, high, log, share: (value) => ((log ? Math.log(value) : value) - a) / (b - a) };
}

export interface PlotArea {
  readonly box: Box;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export const plotArea = (box: Box, x: AxisScale, y: AxisScale): PlotArea => ({
  box,
  x: (value) => box.x + x.share(value) * box.width,
  y: (value) => box.y + (1 - y.share(value)) * box.height,
});

export interface AxesOptions {
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  /** Faint lines across at the y ticks. */
  readonly lines?: boolean;
  /** Pixels between y ticks, at least about; default 34. */
  readonly apart?: number;
}

export const ticksOf = (scale: AxisScale, length: number, apart: number): Tick[] =>
  (scale.log ? logTicks : linearTicks)(scale.low, scale.high, Math.max(2, Math.floor(length / apart)));

/** Ticks, their numbers and the axes' names around a plot area; call before the data to keep lines below it. */
export function drawAxes(
  surface: Surface,
  area: PlotArea,
  x: AxisScale,
  y: AxisScale,
  options: AxesOptions = {},
): void {
  const { context } = surface;
  const { box } = area;
  const bottom = box.y + box.height;
  const yTicks = ticksOf(y, box.height, options.apart ?? 34);
  context.lineWidth = 1;
  for (const { value, label } of yTicks) {
    const at = Math.round(area.y(value)) + 0.5;
    context.strokeStyle = options.lines ? ink.line : ink.axis;
    segment(surface, options.lines ? box.x : box.x - 4, at, options.lines ? box.x + box.width : box.x, at);
    surface.text(label, box.x - 8, area.y(value), { size: 12, colour: ink.quiet, align: 'right', baseline: 'middle' });
  }
  context.strokeStyle = ink.axis;
  for (const { value, label } of ticksOf(x, box.width, 84)) {
    const at = Math.round(area.x(value)) + 0.5;
    segment(surface, at, bottom, at, bottom + 4);
    surface.text(label, area.x(value), bottom + 18, { size: 12, colour: ink.quiet, align: 'center' });
  }
  const { xLabel, yLabel } = options;
  if (xLabel)
    surface.text(xLabel, box.x + box.width / 2, bottom + 38, { size: 13, colour: ink.quiet, align: 'center' });
  if (yLabel) {
    const widest = Math.max(0, ...yTicks.map(({ label }) => surface.measure(label, { size: 12 })));
    surface.text(yLabel, box.x - widest - 20, box.y + box.height / 2, {
      size: 13,
      colour: ink.quiet,
      align: 'center',
      vertical: true,
      maxWidth: box.height,
    });
  }
}

export function drawFrame({ context }: Surface, { x, y, width, height }: Box): void {
  context.strokeStyle = ink.axis;
  context.lineWidth = 1;
  context.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.round(width) - 1, Math.round(height) - 1);
}

function segment({ context }: Surface, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
