import { shapes } from '@saddle/datasets';
import { expect } from 'chai';
import { first, openReader } from './support/open.js';

describe('shapes', () => {
  it('a picture depends on seed and number alone, in whatever order it is read', async () => {
    const reader = await openReader(shapes, { size: 16, examples: 50 });
    const size = 16 * 16 * 3;
    const straight = await reader.read(first(50));
    const backwards = await (await openReader(shapes, { size: 16, examples: 50 })).read(first(50).reverse());
    for (let i = 0; i < 50; i++) {
      const picture = straight['samples']!.slice(i * size, (i + 1) * size);
      expect(backwards['samples']!.slice((49 - i) * size, (50 - i) * size)).to.deep.equal(picture);
      expect(backwards['labels']![49 - i]).to.equal(straight['labels']![i]);
    }
    const other = await (await openReader(shapes, { size: 16, examples: 50, seed: 1 })).read(first(50));
    expect(other['samples']).not.to.deep.equal(straight['samples']);
  });

  for (const channels of [1, 3]) {
    it(`${channels} channel(s): values in [-1, 1], every class about equally often, figures stand out`, async () => {
      const { info, read } = await openReader(shapes, { size: 24, channels, examples: 1600 });
      expect(info.sample).to.deep.equal({ shape: [24, 24, channels], range: 'symmetric' });
      expect(info.classes).to.have.length(8);
      const { samples, labels } = await read(first(1600));
      expect(samples!.every((value) => value >= -1 && value <= 1)).to.equal(true);
      const counts = info.classes.map((_, label) => labels!.filter((found) => found === label).length);
      for (const count of counts) expect(count).to.be.closeTo(200, 5 * Math.sqrt(200));
      const size = 24 * 24 * channels;
      for (let i = 0; i < 1600; i++) {
        const picture = samples!.subarray(i * size, (i + 1) * size);
        expect(Math.max(...picture) - Math.min(...picture)).to.be.above(0.4);
      }
    });
  }

  // Areas in closed form for circumradius 1; the crescent's is the disc less a lens (Weisstein, 'Circle-circle
  // intersection', MathWorld, equation 14, with R = 1, r = 0.75, d = 0.55).
  const [r, d] = [0.75, 0.55];
  const lens =
    r * r * Math.acos((d * d + r * r - 1) / (2 * d * r)) +
    Math.acos((d * d + 1 - r * r) / (2 * d)) -
    0.5 * Math.sqrt((-d + r + 1) * (d + r - 1) * (d - r + 1) * (d + r + 1));
  const areas: Record<string, number> = {
    disc: Math.PI,
    ring: Math.PI * (1 - 0.56 ** 2),
    square: 2,
    triangle: 0.75 * Math.sqrt(3),
    pentagon: 2.5 * Math.sin((72 * Math.PI) / 180),
    star: 5 * 0.45 * Math.sin(Math.PI / 5),
    cross: 8 * 0.33 * 0.94 - 4 * 0.33 ** 2,
    crescent: Math.PI - lens,
  };

  interface Internals {
    readonly figures: Record<string, unknown>;
    render(scene: object, size: number, output: Float32Array, offset: number): void;
  }
  const internal = async (file: string): Promise<Internals> =>
    (await import(new URL(file, import.meta.resolve('@saddle/datasets')).href)) as Internals;

  it('anti-aliased figures cover their exact areas, turned and between pixels', async () => {
    const { figures } = await internal('./shapes/figures.js');
    const { render } = await internal('./shapes/render.js');
    expect(Object.keys(figures)).to.have.members(Object.keys(areas));
    const size = 128;
    const radius = 50;
    const scene = { centre: [63.3, 64.8], radius, rotation: 0.7, colour: [1], background: [0], slope: [0, 0] };
    for (const [name, figure] of Object.entries(figures)) {
      const picture = new Float32Array(size * size);
      render({ ...scene, figure }, size, picture, 0);
      const covered = picture.reduce((sum, value) => sum + (value + 1) / 2, 0);
      expect(covered / (areas[name]! * radius * radius), name).to.be.closeTo(1, 0.004);
    }
  });
});
