import { extentOf, fieldGrid, scatterPicture, type Raster, type ScatterOptions } from '@saddle/report';
import { expect } from 'chai';

const extent = { x: [-1, 1], y: [-1, 1] } as const;
/** The plot of 440 units starts at (88, 84); a unit is 1.5 pixels. */
const at = ({ data, width }: Raster, x: number, y: number) => {
  const column = Math.round((88 + ((x + 1) / 2) * 440) * 1.5);
  const row = Math.round((84 + ((1 - y) / 2) * 440) * 1.5);
  return [...data.subarray((row * width + column) * 3, (row * width + column) * 3 + 3)] as [number, number, number];
};
const draw = (options: Partial<ScatterOptions>) => scatterPicture({ fake: new Float32Array(0), extent, ...options });

describe('scatterPicture', () => {
  it('puts real points in blue and generated ones in orange where they belong, y upwards', () => {
    const picture = draw({ real: Float32Array.of(0.5, 0.5), fake: Float32Array.of(-0.5, -0.25) });
    const [r, , b] = at(picture, 0.5, 0.5);
    expect(b - r).to.be.greaterThan(80);
    const fake = at(picture, -0.5, -0.25);
    expect(fake[0] - fake[2]).to.be.greaterThan(80);
    expect(at(picture, 0.5, -0.5)).to.deep.equal([255, 255, 255]);
  });

  it('lets what is below points show through, and draws only the extent', () => {
    const one = at(draw({ fake: Float32Array.of(0, 0) }), 0, 0);
    const three = at(draw({ fake: Float32Array.of(0, 0, 0, 0, 0, 0) }), 0, 0);
    expect(three[2]).to.be.lessThan(one[2]);
    const outside = draw({ fake: Float32Array.of(1.1, 0) });
    expect(at(outside, 1.1, 0)).to.deep.equal([255, 255, 255]);
  });

  it('tints the field by what the discriminator says, in the order of fieldGrid', () => {
    const n = 16;
    const points = fieldGrid(extent, n);
    // Real on the upper right, fake on the lower left, undecided on the other diagonal.
    const values = Float32Array.from({ length: n * n }, (_, i) => 0.5 + (points[2 * i]! + points[2 * i + 1]!) / 4);
    const picture = draw({ field: { width: n, height: n, values } });
    const real = at(picture, 0.9, 0.9);
    const fake = at(picture, -0.9, -0.9);
    expect(real[2] - real[0]).to.be.greaterThan(50);
    expect(fake[0] - fake[2]).to.be.greaterThan(50);
    for (const part of at(picture, -0.7, 0.7)) expect(part).to.be.within(248, 255);
  });

  it('scales scores about zero, whatever their size', () => {
    const values = Float32Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? -1e4 : 1e4));
    const picture = draw({ field: { width: 8, height: 8, values, kind: 'score' } });
    const [left, right] = [at(picture, -0.8, 0), at(picture, 0.8, 0)];
    expect(left[0] - left[2]).to.be.greaterThan(50);
    expect(right[2] - right[0]).to.be.greaterThan(50);
  });

  it('keeps its size whatever the points, so that pictures of a run can be animated', () => {
    const sizes = [Float32Array.of(0, 0), Float32Array.of(50, 50, NaN, 0), new Float32Array(40_000)].map((fake) => {
      const { width, height } = draw({ fake, title: 'Step 1' });
      return [width, height];
    });
    expect(new Set(sizes.map(String)).size).to.equal(1);
  });

  it('draws the first two of more columns and refuses broken rows', () => {
    const picture = draw({ fake: Float32Array.of(0.5, 0.5, 9), columns: 3 });
    expect(at(picture, 0.5, 0.5)[2]).to.be.lessThan(200);
    expect(() => draw({ fake: new Float32Array(5) })).to.throw(RangeError, /received 5/);
    expect(() => draw({ field: { width: 2, height: 2, values: new Float32Array(3) } })).to.throw(RangeError, /2 x 2/);
  });
});

describe('fieldGrid', () => {
  it('lists cell centres from the upper left', () => {
    expect([...fieldGrid({ x: [0, 4], y: [10, 14] }, 2)]).to.deep.equal([1, 13, 3, 13, 1, 11, 3, 11]);
  });
});

describe('extentOf', () => {
  it('is a square with a margin that stray points and NaN do not move', () => {
    const points = new Float32Array(4004);
    for (let i = 0; i < 2000; i++) points.set([(i / 1999) * 2, 5], 2 * i);
    points.set([1e6, -1e6, NaN, 0], 4000);
    const { x, y } = extentOf(points);
    expect(x[0]).to.be.closeTo(-0.3, 0.01);
    expect(x[1]).to.be.closeTo(2.3, 0.01);
    expect(y[1] - y[0]).to.be.closeTo(x[1] - x[0], 1e-9);
    expect((y[0] + y[1]) / 2).to.be.closeTo(5, 1e-9);
  });

  it('has a size even for one point or none', () => {
    const { x } = extentOf(Float32Array.of(3, 3));
    expect(x[1]).to.be.greaterThan(x[0]);
    expect(extentOf(new Float32Array(0)).x[0]).to.be.lessThan(0);
  });
});
