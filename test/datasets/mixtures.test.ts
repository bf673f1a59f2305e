import type { HostBatch, Plugin } from '@saddle/core';
import { grid, moons, ring, spiral } from '@saddle/datasets';
import { expect } from 'chai';
import { first, make, openReader } from './support/open.js';

const readAll = async (plugin: Plugin<'dataset'>, options: object): Promise<HostBatch> => {
  const reader = await openReader(plugin, options);
  return reader.read(first(reader.info.length));
};

describe('2-D mixtures', () => {
  // PacGAN (arXiv:1712.04086), section 4.1: 8 modes on a circle of radius 1, deviation 0.01; 25 modes at
  // (-4 + 2i, -4 + 2j), deviation 0.05.
  it('ring and grid have the centres and deviations of PacGAN by default', async () => {
    const { mixture: eight } = (await openReader(ring, {})).info;
    expect(eight!.deviation).to.equal(0.01);
    expect(eight!.centres).to.have.length(8);
    expect(eight!.centres[1]![0]).to.be.closeTo(Math.SQRT1_2, 1e-12);
    expect(eight!.centres[1]![1]).to.be.closeTo(Math.SQRT1_2, 1e-12);
    const { mixture: five } = (await openReader(grid, {})).info;
    expect(five!.deviation).to.equal(0.05);
    const places = [-4, -2, 0, 2, 4];
    expect(five!.centres).to.have.deep.members(places.flatMap((x) => places.map((y) => [x, y])));
  });

  for (const plugin of [ring, grid, spiral]) {
    it(`${plugin.name}: every label's points have its mode's centre and deviation`, async () => {
      const { info, read } = await openReader(plugin, { deviation: 0.1, seed: 5 });
      const { samples, labels } = await read(first(info.length));
      const { centres } = info.mixture!;
      const stats = centres.map(() => ({ count: 0, x: 0, y: 0, squares: 0 }));
      labels!.forEach((label, i) => {
        const stat = stats[label]!;
        const dx = samples![2 * i]! - centres[label]![0]!;
        const dy = samples![2 * i + 1]! - centres[label]![1]!;
        stat.count += 1;
        stat.x += dx;
        stat.y += dy;
        stat.squares += dx * dx + dy * dy;
      });
      const expected = info.length / centres.length;
      for (const { count, x, y, squares } of stats) {
        // Five standard errors of each estimate.
        expect(count).to.be.closeTo(expected, 5 * Math.sqrt(expected));
        expect(x / count).to.be.closeTo(0, (5 * 0.1) / Math.sqrt(count));
        expect(y / count).to.be.closeTo(0, (5 * 0.1) / Math.sqrt(count));
        expect(Math.sqrt(squares / (2 * count)) / 0.1).to.be.closeTo(1, 5 / Math.sqrt(4 * count));
      }
    });
  }

  it('spiral winds outwards, its modes about equally far apart along it', async () => {
    const { centres } = (await openReader(spiral, { modes: 200, turns: 3, radius: 2 })).info.mixture!;
    const radii = centres.map(([x, y]) => Math.hypot(x!, y!));
    expect(radii).to.deep.equal(radii.toSorted((a, b) => a - b));
    expect(radii.at(-1)).to.be.closeTo(2, 1e-12);
    const steps = centres
      .slice(50)
      .map(([x, y], i) => Math.hypot(x! - centres[i + 49]![0]!, y! - centres[i + 49]![1]!));
    expect(Math.max(...steps) / Math.min(...steps)).to.be.within(1, 1.1);
  });

  // scikit-learn, make_moons: the outer half circle around (0, 0), the inner one around (1, 0.5), both of radius 1.
  it('moons without noise lie on the half circles of make_moons', async () => {
    const { samples, labels } = await readAll(moons, { examples: 2000, deviation: 0 });
    labels!.forEach((moon, i) => {
      const [x, y] = [samples![2 * i]!, samples![2 * i + 1]!];
      const [dx, dy] = moon === 0 ? [x, y] : [x - 1, y - 0.5];
      expect(Math.hypot(dx, dy)).to.be.closeTo(1, 1e-6);
      if (moon === 0) expect(dy).to.be.at.least(-1e-7);
      else expect(dy).to.be.at.most(1e-7);
    });
  });

  it('the seed decides the points and the digest; examples count', async () => {
    const same = await readAll(ring, { examples: 500, seed: 3 });
    expect(same).to.deep.equal(await readAll(ring, { examples: 500, seed: 3 }));
    expect(same).not.to.deep.equal(await readAll(ring, { examples: 500, seed: 4 }));
    const info = async (options: object) => (await openReader(ring, options)).info;
    expect((await info({ seed: 3 })).digest).to.equal((await info({ seed: 3 })).digest);
    expect((await info({ seed: 3 })).digest).not.to.equal((await info({ seed: 4 })).digest);
    expect((await info({})).length).to.equal(100_000);
    expect((await make(ring, {})).reading).to.equal('memory');
  });

  it('refuses unknown options and a grid that is no square', () => {
    expect(ring.options.safeParse({ mode: 3 }).success).to.equal(false);
    expect(grid.options.safeParse({ modes: 24 }).success).to.equal(false);
    expect(grid.options.safeParse({ modes: 36 }).success).to.equal(true);
  });
});
