import { gridPicture, type Raster } from '@saddle/report';
import { expect } from 'chai';

const pixel = ({ data, width, channels }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
];

describe('gridPicture', () => {
  it('puts each picture in its place, enlarged without smoothing, on a light ground', () => {
    // Four 2 x 2 grey pictures, each of one value, but the last has one white corner.
    const values = Float32Array.from([...Array(4).fill(-1), ...Array(4).fill(0), ...Array(4).fill(1), -1, -1, -1, 1]);
    const grid = gridPicture({ values, count: 4, shape: [2, 2, 1], columns: 2, scale: 3 });
    expect([grid.width, grid.height, grid.channels]).to.deep.equal([2 * 6 + 3 * 3, 2 * 6 + 3 * 3, 1]);
    expect(pixel(grid, 0, 0)).to.deep.equal([222]);
    expect(pixel(grid, 3, 3)).to.deep.equal([0]);
    expect(pixel(grid, 9, 3)).to.deep.equal([222]);
    expect(pixel(grid, 12, 3)).to.deep.equal([128]);
    expect(pixel(grid, 3, 12)).to.deep.equal([255]);
    expect(pixel(grid, 17, 17)).to.deep.equal([255]);
    expect(pixel(grid, 14, 17)).to.deep.equal([0]);
  });

  it('keeps the order of colour channels and clips beyond the range', () => {
    const values = Float32Array.from([1, 0, -7, 0.25, 9, 0.5]);
    const grid = gridPicture({ values, count: 1, shape: [1, 2, 3], range: [0, 1], scale: 2 });
    expect(pixel(grid, 2, 2)).to.deep.equal([255, 0, 0]);
    expect(pixel(grid, 4, 2)).to.deep.equal([64, 255, 128]);
  });

  it('makes 64 pictures of 28 pixels about 700 pixels wide and square', () => {
    const grid = gridPicture({ values: new Float32Array(64 * 784), count: 64, shape: [28, 28, 1] });
    expect(grid.width).to.equal(grid.height).and.to.be.within(560, 760);
  });

  it('fills rows where it can: 10 pictures are 5 by 2, 7 are 3 rows', () => {
    const size = (count: number) => {
      const grid = gridPicture({ values: new Float32Array(count), count, shape: [1, 1, 1], scale: 1 });
      return [(grid.width - 2) / 3, (grid.height - 2) / 3];
    };
    expect(size(10)).to.deep.equal([5, 2]);
    expect(size(7)).to.deep.equal([3, 3]);
  });

  it('writes captions below the pictures without touching them', () => {
    const options = { values: new Float32Array(4 * 400).fill(1), count: 4, shape: [20, 20, 1], columns: 2 } as const;
    const plain = gridPicture({ ...options, scale: 4 });
    const labelled = gridPicture({
      ...options,
      scale: 4,
      labels: ['one', 'two', 'three', 'a caption far too long for it'],
    });
    expect(labelled.width).to.equal(plain.width);
    expect(labelled.height).to.be.greaterThan(plain.height + 20);
    expect(pixel(labelled, 10, 10)).to.deep.equal([255, 255, 255]);
    const below = Array.from({ length: 80 }, (_, x) => pixel(labelled, 4 + x, 84 + 12)[0]!);
    expect(Math.min(...below)).to.be.lessThan(100);
  });

  it('refuses sizes that do not fit', () => {
    const values = new Float32Array(12);
    expect(() => gridPicture({ values, count: 4, shape: [2, 2, 1] })).to.throw(RangeError, /16 values.*received 12/);
    expect(() => gridPicture({ values, count: 3, shape: [2, 1, 2] })).to.throw(RangeError, /1 or 3 channels/);
    expect(() => gridPicture({ values, count: 0, shape: [2, 2, 1] })).to.throw(RangeError, /positive sizes/);
    expect(() => gridPicture({ values, count: 3, shape: [2, 2, 1], range: [1, 1] })).to.throw(RangeError, /low < high/);
    expect(() => gridPicture({ values, count: 3, shape: [2, 2, 1], labels: ['a'] })).to.throw(RangeError, /label/);
  });
});
