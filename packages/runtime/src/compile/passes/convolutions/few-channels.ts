import { add, concatenate, matmul, op, pad, reshape, slice, transpose } from '../../graph/build.js';
import { typeOf } from '../../graph/graph.js';
import type { ConvolutionForm } from './form.js';
import type { Geometry } from './geometry.js';

/**
 * A convolution of few channels, such as the first and last of a network on pictures, as one matrix product: each
 * output's window becomes a row (im2col), by way of space-to-depth. The gradient of the large side adds the windows
 * back (col2im).
 */
export const fewChannels = (geometry: Geometry): ConvolutionForm => {
  const { stride: s, batch, large, small, padding } = geometry;
  const depth = s * s * large.channels;
  const windows = batch * small.height * small.width;
  const [height, width] = [small.height + 1, small.width + 1];
  /** The four quarters of a window, in units of the stride. */
  const quarters = [0, 1].flatMap((y) => [0, 1].map((x) => [y, x] as const));

  return {
    transformLarge(value) {
      const padded = pad(value, [
        [0, 0],
        [padding.top, height * s - padding.top - large.height],
        [padding.left, width * s - padding.left - large.width],
        [0, 0],
      ]);
      const { dtype } = typeOf(value);
      const blocks = op('SpaceToDepth', [padded], { shape: [batch, height, width, depth], dtype }, { block_size: s });
      const parts = quarters.map(([y, x]) => slice(blocks, [0, y, x, 0], [batch, small.height, small.width, depth]));
      const rows = concatenate(parts, 3);
      return [reshape(rows, [windows, 4 * depth])];
    },

    transformSmall: (value) => [reshape(value, [windows, small.channels])],

    transformFilter(value) {
      const split = reshape(value, [2, s, 2, s, large.channels, small.channels]);
      return [reshape(transpose(split, [0, 2, 1, 3, 4, 5]), [4 * depth, small.channels])];
    },

    small: ([rows], [filter]) => reshape(matmul(rows!, filter!), [batch, small.height, small.width, small.channels]),

    large([values], [filter]) {
      const rows = reshape(matmul(values!, filter!, false, true), [batch, small.height, small.width, 4 * depth]);
      const placed = quarters.map(([y, x], i) => {
        const part = slice(rows, [0, 0, 0, i * depth], [batch, small.height, small.width, depth]);
        return pad(part, [
          [0, 0],
          [y, 1 - y],
          [x, 1 - x],
          [0, 0],
        ]);
      });
      const blocks = placed.reduce(add);
      const { dtype } = typeOf(blocks);
      const padded = op(
        'DepthToSpace',
        [blocks],
        { shape: [batch, height * s, width * s, large.channels], dtype },
        { block_size: s },
      );
      return slice(padded, [0, padding.top, padding.left, 0], [batch, large.height, large.width, large.channels]);
    },

    filter([rows], [values]) {
      const product = reshape(matmul(rows!, values!, true), [2, 2, s, s, large.channels, small.channels]);
      return reshape(transpose(product, [0, 2, 1, 3, 4, 5]), [2 * s, 2 * s, large.channels, small.channels]);
    },
  };
};
