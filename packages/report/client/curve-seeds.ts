/** A seed's line at its own x. */
export interface SeedLine {
  readonly variant: number;
  readonly x: readonly number[];
  readonly value: readonly (number | null)[];
}

export interface SeedStyle {
  readonly colour: (variant: number) => string;
  readonly drawable: (value: number | null) => value is number;
  readonly log: boolean;
  readonly alpha: number;
  readonly width: number;
}

/** Every seed's own line, below the variants' lines. */
export function drawSeeds(
  u: uPlot,
  lines: readonly SeedLine[],
  { colour, drawable, log, alpha, width }: SeedStyle,
): void {
  const { ctx, bbox } = u;
  const { min: x0, max: x1 } = u.scales['x']!;
  const { min: y0, max: y1 } = u.scales['y']!;
  if (typeof x0 !== 'number' || typeof x1 !== 'number' || typeof y0 !== 'number' || typeof y1 !== 'number') return;
  const place = (value: number) => (log ? Math.log(value) : value);
  const perX = bbox.width / (x1 - x0);
  const perY = bbox.height / (place(y1) - place(y0));
  const base = place(y0);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = width * devicePixelRatio;
  ctx.globalAlpha = alpha;
  ctx.lineJoin = 'round';
  for (const line of lines) {
    ctx.strokeStyle = colour(line.variant);
    ctx.beginPath();
    let joined = false;
    const xs = line.x;
    for (let i = 0; i < xs.length; i++) {
      const value = line.value[i]!;
      if (!drawable(value)) {
        joined = false;
        continue;
      }
      const x = bbox.left + (xs[i]! - x0) * perX;
      const y = bbox.top + bbox.height - (place(value) - base) * perY;
      if (joined) ctx.lineTo(x, y);
      else ctx.moveTo(x, y);
      joined = true;
    }
    ctx.stroke();
  }
  ctx.restore();
}
