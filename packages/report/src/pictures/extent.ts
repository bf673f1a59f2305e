/** The part of the plane that is drawn. */
export interface Extent {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/**
 * A square around the middle 99.8 % of the points in their first two columns, with a margin: a few stray points do
 * not shrink the rest. `points` is `[n, columns]`, flat; values that are not finite are passed over.
 */
export function extentOf(points: Float32Array, columns = 2, margin = 0.15): Extent {
  const x = middle(points, 0, columns);
  const y = middle(points, 1, columns);
  const side = Math.max(x[1] - x[0], y[1] - y[0], 1e-6) * (1 + 2 * margin);
  const around = ([low, high]: readonly [number, number]): [number, number] => [
    (low + high) / 2 - side / 2,
    (low + high) / 2 + side / 2,
  ];
  return { x: around(x), y: around(y) };
}

function middle(points: Float32Array, column: number, columns: number): readonly [number, number] {
  const values = points.filter((value, i) => i % columns === column && Number.isFinite(value)).sort();
  if (values.length === 0) return [-1, 1];
  const cut = Math.floor(values.length * 0.001);
  return [values[cut]!, values[values.length - 1 - cut]!];
}

/**
 * The centres of n x n cells over an extent, as a discriminator's input `[n * n, 2]`, flat: rows from the top (high y)
 * down, each from low to high x. Its scores in this order are the `values` of a field.
 */
export function fieldGrid({ x, y }: Extent, n: number): Float32Array {
  const points = new Float32Array(n * n * 2);
  const centre = ([low, high]: readonly [number, number], i: number) => low + ((i + 0.5) / n) * (high - low);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      points.set([centre(x, column), centre(y, n - 1 - row)], (row * n + column) * 2);
    }
  }
  return points;
}
