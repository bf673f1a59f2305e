/**
 * Signed distances to a figure's edge in the plane, negative inside, of the first `count` points. Every figure lies
 * within the unit circle. Many points at once, since numbers in arrays are no garbage: this runs beside training.
 */
export type Figure = (x: Float64Array, y: Float64Array, count: number, distances: Float64Array) => void;

// Math.hypot guards against overflow, which costs more than all the rest here.
const length = (x: number, y: number) => Math.sqrt(x * x + y * y);

const disc =
  (centreX: number, radius: number): Figure =>
  (x, y, count, distances) => {
    for (let i = 0; i < count; i++) distances[i] = length(x[i]! - centreX, y[i]!) - radius;
  };

const ring =
  (radius: number, halfWidth: number): Figure =>
  (x, y, count, distances) => {
    for (let i = 0; i < count; i++) distances[i] = Math.abs(length(x[i]!, y[i]!) - radius) - halfWidth;
  };

const box =
  (halfWidth: number, halfHeight: number): Figure =>
  (x, y, count, distances) => {
    for (let i = 0; i < count; i++) {
      const dx = Math.abs(x[i]!) - halfWidth;
      const dy = Math.abs(y[i]!) - halfHeight;
      distances[i] = dx > 0 && dy > 0 ? length(dx, dy) : Math.max(dx, dy);
    }
  };

/** What lies in either figure. */
function union(one: Figure, other: Figure): Figure {
  let others = new Float64Array(0);
  return (x, y, count, distances) => {
    if (others.length < count) others = new Float64Array(count);
    one(x, y, count, distances);
    other(x, y, count, others);
    for (let i = 0; i < count; i++) distances[i] = Math.min(distances[i]!, others[i]!);
  };
}

/** What lies outside of a figure. */
const complement =
  (figure: Figure): Figure =>
  (x, y, count, distances) => {
    figure(x, y, count, distances);
    for (let i = 0; i < count; i++) distances[i] = -distances[i]!;
  };

const without = (one: Figure, other: Figure): Figure => complement(union(complement(one), other));

/** A closed polygon: the distance to the nearest edge, its sign by the number of edges a ray crosses. */
function polygon(corners: readonly (readonly [number, number])[]): Figure {
  const edges = corners.map(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length]!;
    return { ax, ay, by, ex: bx - ax, ey: by - ay, squared: (bx - ax) ** 2 + (by - ay) ** 2 };
  });
  return (x, y, count, distances) => {
    for (let i = 0; i < count; i++) {
      let nearest = Infinity;
      let inside = false;
      for (const { ax, ay, by, ex, ey, squared } of edges) {
        const dx = x[i]! - ax;
        const dy = y[i]! - ay;
        const along = Math.min(1, Math.max(0, (dx * ex + dy * ey) / squared));
        const offX = dx - along * ex;
        const offY = dy - along * ey;
        nearest = Math.min(nearest, offX * offX + offY * offY);
        if (ay > y[i]! !== by > y[i]! && dx < (dy / ey) * ex) inside = !inside;
      }
      distances[i] = inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
    }
  };
}

/** Corners on circles around the origin, evenly turned, one radius after the other. */
const corners = (count: number, radii: readonly number[]) =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const radius = radii[i % radii.length]!;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });

/** The figures by class. */
export const figures: Readonly<Record<string, Figure>> = {
  disc: disc(0, 1),
  ring: ring(0.78, 0.22),
  square: box(Math.SQRT1_2, Math.SQRT1_2),
  triangle: polygon(corners(3, [1])),
  pentagon: polygon(corners(5, [1])),
  star: polygon(corners(10, [1, 0.45])),
  cross: union(box(0.33, 0.94), box(0.94, 0.33)),
  crescent: without(disc(0, 1), disc(0.55, 0.75)),
};
