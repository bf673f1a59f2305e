/** Signed distance to a figure's edge in the plane, negative inside. Every figure lies within the unit circle. */
export type Figure = (x: number, y: number) => number;

// Math.hypot guards against overflow, which costs more than all the rest here.
const length = (x: number, y: number) => Math.sqrt(x * x + y * y);

const disc =
  (centreX: number, radius: number): Figure =>
  (x, y) =>
    length(x - centreX, y) - radius;

const box =
  (halfWidth: number, halfHeight: number): Figure =>
  (x, y) => {
    const dx = Math.abs(x) - halfWidth;
    const dy = Math.abs(y) - halfHeight;
    return dx > 0 && dy > 0 ? length(dx, dy) : Math.max(dx, dy);
  };

/** A closed polygon: the distance to the nearest edge, its sign by the number of edges a ray crosses. */
function polygon(corners: readonly (readonly [number, number])[]): Figure {
  const edges = corners.map(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length]!;
    return { ax, ay, by, ex: bx - ax, ey: by - ay, squared: (bx - ax) ** 2 + (by - ay) ** 2 };
  });
  return (x, y) => {
    let nearest = Infinity;
    let inside = false;
    for (const { ax, ay, by, ex, ey, squared } of edges) {
      const dx = x - ax;
      const dy = y - ay;
      const along = Math.min(1, Math.max(0, (dx * ex + dy * ey) / squared));
      const offX = dx - along * ex;
      const offY = dy - along * ey;
      nearest = Math.min(nearest, offX * offX + offY * offY);
      if (ay > y !== by > y && dx < (dy / ey) * ex) inside = !inside;
    }
    return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
  };
}

/** Corners on circles around the origin, evenly turned, one radius after the other. */
const corners = (count: number, radii: readonly number[]) =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const radius = radii[i % radii.length]!;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });

const upright = box(0.33, 0.94);
const level = box(0.94, 0.33);
const moon = disc(0, 1);
const shadow = disc(0.55, 0.75);

/** The figures by class. */
export const figures: Readonly<Record<string, Figure>> = {
  disc: disc(0, 1),
  ring: (x, y) => Math.abs(length(x, y) - 0.78) - 0.22,
  square: box(Math.SQRT1_2, Math.SQRT1_2),
  triangle: polygon(corners(3, [1])),
  pentagon: polygon(corners(5, [1])),
  star: polygon(corners(10, [1, 0.45])),
  cross: (x, y) => Math.min(upright(x, y), level(x, y)),
  crescent: (x, y) => Math.max(moon(x, y), -shadow(x, y)),
};
