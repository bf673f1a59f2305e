import { curvesPicture, type CurvePanel, type Raster } from '@saddle/report';
import { expect } from 'chai';

/** Pixels close to a colour, right of the axis and below the legend. */
function count({ data, width, height }: Raster, [r, g, b]: readonly [number, number, number]): number {
  let found = 0;
  for (let y = 70; y < height; y++) {
    for (let x = 130; x < width; x++) {
      const i = (y * width + x) * 3;
      if (Math.abs(data[i]! - r) + Math.abs(data[i + 1]! - g) + Math.abs(data[i + 2]! - b) < 30) found++;
    }
  }
  return found;
}
const blue = [0, 114, 178] as const;
const orange = [213, 94, 0] as const;
const draw = (panel: CurvePanel) => curvesPicture({ panels: [panel] });
const steps = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('curvesPicture', () => {
  it('draws each curve in its own colour', () => {
    const x = steps(50);
    const picture = draw({
      curves: [
        { name: 'a', x, y: x.map(() => 1) },
        { name: 'b', x, y: x.map((v) => v / 50) },
      ],
    });
    expect(count(picture, blue)).to.be.greaterThan(1000);
    expect(count(picture, orange)).to.be.greaterThan(1000);
  });

  it('leaves gaps for values that are not finite, and for values <= 0 on a log axis', () => {
    const x = steps(100);
    const whole = count(draw({ curves: [{ name: 'a', x, y: x.map(() => 1) }] }), blue);
    const half = x.map((i) => (i < 50 ? 1 : NaN));
    expect(count(draw({ curves: [{ name: 'a', x, y: half }] }), blue) / whole).to.be.within(0.45, 0.55);
    const log = draw({ log: true, curves: [{ name: 'a', x, y: x.map((i) => (i < 50 ? 1 : -1)) }] });
    expect(count(log, blue) / whole).to.be.within(0.45, 0.55);
  });

  it('grows by a panel each, and survives empty and constant curves', () => {
    const one = draw({ curves: [] });
    const two = curvesPicture({ panels: [{ curves: [{ name: 'a', x: [1], y: [NaN] }] }, { log: true, curves: [] }] });
    expect(two.height).to.be.greaterThan(one.height * 1.7);
  });

  it('draws a moving mean over long noisy curves', () => {
    const x = steps(2000);
    const y = x.map((i) => (i % 2 === 0 ? 1 : -1));
    expect(count(draw({ curves: [{ name: 'a', x, y }] }), blue)).to.be.greaterThan(1500);
  });

  it('refuses curves whose x and y differ in number', () => {
    expect(() => draw({ curves: [{ name: 'loss', x: [1, 2], y: [1] }] })).to.throw(RangeError, /'loss'.*2 and 1/);
  });
});
