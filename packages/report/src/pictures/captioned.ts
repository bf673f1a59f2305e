import { createSurface } from './drawing/surface.js';
import { ink } from './drawing/theme.js';
import type { Raster } from './raster.js';

interface CaptionLayout {
  readonly labels: readonly string[];
  readonly columns: number;
  readonly gap: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** A grid taken apart into its rows, with a line of captions below each. */
export function captioned(grid: Raster, { labels, columns, gap, stepX, stepY }: CaptionLayout): Raster {
  const size = Math.max(9, Math.min(15, Math.round((stepX - gap) / 5)));
  const line = Math.round(size * 1.5);
  const rows = Math.ceil(labels.length / columns);
  const surface = createSurface(grid.width, grid.height + rows * line, { background: ink.gridGround });
  for (let row = 0; row < rows; row++) {
    const top = row * (stepY + line);
    surface.image(grid, { x: 0, y: top, from: row * stepY, rows: stepY });
    for (let column = 0; column < columns && row * columns + column < labels.length; column++) {
      surface.text(
        labels[row * columns + column]!,
        gap + column * stepX + (stepX - gap) / 2,
        top + stepY + line * 0.42,
        {
          size,
          align: 'center',
          baseline: 'middle',
          maxWidth: stepX - gap,
        },
      );
    }
  }
  return surface.raster();
}
