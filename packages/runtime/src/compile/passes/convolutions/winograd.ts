import { add, matmul, negate, pad, reshape, slice, stack, subtract, transpose } from '../../graph/build.js';
import type { Edge } from '../../graph/graph.js';
import type { Geometry } from './geometry.js';
import type { ConvolutionForm } from './form.js';

/**
 * Space-to-depth by the stride turns a convolution with a kernel of two strides into one with stride 1 and a kernel of
 * 2 x 2, and Winograd's F(2, 2) (Winograd 1980; Lavin and Gray 2016, arXiv:1509.09308) that into 9 matrix products
 * for 2 x 2 outputs where 16 would be needed:
 *
 *   y0 = d0 g0 + d1 g1, y1 = d1 g0 + d2 g1  from
 *   m1 = (d0 - d1) g0, m2 = d1 (g0 + g1), m3 = (d1 - d2) g1:  y0 = m1 + m2, y1 = m2 - m3
 *
 * in both directions of the picture. The gradients use the transposes of the same three transforms.
 */
export const winograd = (geometry: Geometry): ConvolutionForm => {
  const { stride: s, batch, large, small, padding } = geometry;
  /** Tiles of 2 x 2 outputs. */
  const [rows, columns] = [small.height / 2, small.width / 2];
  const depth = s * s * large.channels;
  const tiles = batch * rows * columns;
  const flat = (values: readonly Edge[], width: number) => values.map((value) => reshape(value, [tiles, width]));
  const tiled = (values: readonly Edge[], width: number) =>
    values.map((value) => reshape(value, [batch, rows, columns, width]));

  /** A pair (even, odd) of tile axes to (m1, m2, m3), and back by the transpose. `axis` is that of the tiles. */
  const window = (value: Edge, axis: number, start: number, length: number) => {
    const { shape } = value.node.outputs[value.index]!;
    return slice(
      value,
      shape.map((_, i) => (i === axis ? start : 0)),
      shape.map((size, i) => (i === axis ? length : size)),
    );
  };
  const inputTransform = ([even, odd]: readonly Edge[], axis: number, length: number): Edge[] => {
    const middle = window(odd!, axis, 0, length);
    return [subtract(window(even!, axis, 0, length), middle), middle, subtract(middle, window(even!, axis, 1, length))];
  };
  const shifted = (value: Edge, axis: number, before: number) =>
    pad(
      value,
      value.node.outputs[value.index]!.shape.map((_, i) => (i === axis ? [before, 1 - before] : [0, 0])),
    );
  const inputTransposed = ([m1, m2, m3]: readonly Edge[], axis: number): Edge[] => [
    subtract(shifted(m1!, axis, 0), shifted(m3!, axis, 1)),
    shifted(add(subtract(m2!, m1!), m3!), axis, 0),
  ];
  const filterTransform = ([g0, g1]: readonly Edge[]): Edge[] => [g0!, add(g0!, g1!), g1!];
  const filterTransposed = ([u1, u2, u3]: readonly Edge[]): Edge[] => [add(u1!, u2!), add(u2!, u3!)];
  const outputTransform = ([m1, m2, m3]: readonly Edge[]): Edge[] => [add(m1!, m2!), subtract(m2!, m3!)];
  const outputTransposed = ([y0, y1]: readonly Edge[]): Edge[] => [y0!, add(y0!, y1!), negate(y1!)];

  return {
    transformLarge(value) {
      const height = 2 * s * (rows + 1);
      const width = 2 * s * (columns + 1);
      const padded = pad(value, [
        [0, 0],
        [padding.top, height - padding.top - large.height],
        [padding.left, width - padding.left - large.width],
        [0, 0],
      ]);
      const split = reshape(padded, [batch, rows + 1, 2, s, columns + 1, 2, s, large.channels]);
      const phases = transpose(split, [2, 5, 0, 1, 4, 3, 6, 7]);
      const phase = (j: number, i: number) =>
        reshape(slice(phases, [j, i, 0, 0, 0, 0, 0, 0], [1, 1, batch, rows + 1, columns + 1, s, s, large.channels]), [
          batch,
          rows + 1,
          columns + 1,
          depth,
        ]);
      const byColumn = separable(
        [
          [phase(0, 0), phase(0, 1)],
          [phase(1, 0), phase(1, 1)],
        ],
        (pair) => inputTransform(pair, 1, rows),
        (pair) => inputTransform(pair, 2, columns),
      );
      return flat(byColumn, depth);
    },

    transformFilter(value) {
      const phases = filterPhases(value, geometry);
      return separable(phases, filterTransform, filterTransform);
    },

    transformSmall(value) {
      const split = reshape(value, [batch, rows, 2, columns, 2, small.channels]);
      const phase = (p: number, q: number) =>
        reshape(slice(split, [0, 0, p, 0, q, 0], [batch, rows, 1, columns, 1, small.channels]), [
          tiles,
          small.channels,
        ]);
      return separable(
        [
          [phase(0, 0), phase(0, 1)],
          [phase(1, 0), phase(1, 1)],
        ],
        outputTransposed,
        outputTransposed,
      );
    },

    small(transformedLarge, transformedFilter) {
      const products = transformedLarge.map((v, i) => matmul(v, transformedFilter[i]!));
      const phases = separableBack(products, outputTransform, outputTransform);
      const stacked = reshape(stack(phases), [2, 2, batch, rows, columns, small.channels]);
      return reshape(transpose(stacked, [2, 3, 0, 4, 1, 5]), [batch, small.height, small.width, small.channels]);
    },

    large(transformedSmall, transformedFilter) {
      const products = transformedSmall.map((m, i) => matmul(m, transformedFilter[i]!, false, true));
      const phases = separableBack(
        tiled(products, depth),
        (triple) => inputTransposed(triple, 1),
        (triple) => inputTransposed(triple, 2),
      );
      const stacked = reshape(stack(phases), [2, 2, batch, rows + 1, columns + 1, s, s, large.channels]);
      const padded = reshape(transpose(stacked, [2, 3, 0, 5, 4, 1, 6, 7]), [
        batch,
        2 * s * (rows + 1),
        2 * s * (columns + 1),
        large.channels,
      ]);
      return slice(padded, [0, padding.top, padding.left, 0], [batch, large.height, large.width, large.channels]);
    },

    filter(transformedLarge, transformedSmall) {
      const products = transformedLarge.map((v, i) => matmul(v, transformedSmall[i]!, true));
      return filterFromPhases(separableBack(products, filterTransposed, filterTransposed), geometry);
    },
  };
};

/** The four phases [row half][column half] of a filter, each [stride * stride * large channels, small channels]. */
function filterPhases(value: Edge, { stride: s, large, small }: Geometry): Edge[][] {
  const split = reshape(value, [2, s, 2, s, large.channels, small.channels]);
  const phases = transpose(split, [0, 2, 1, 3, 4, 5]);
  const phase = (a: number, b: number) =>
    reshape(slice(phases, [a, b, 0, 0, 0, 0], [1, 1, s, s, large.channels, small.channels]), [
      s * s * large.channels,
      small.channels,
    ]);
  return [0, 1].map((a) => [0, 1].map((b) => phase(a, b)));
}

function filterFromPhases(phases: readonly Edge[], { stride: s, large, small }: Geometry): Edge {
  const stacked = reshape(stack(phases), [2, 2, s, s, large.channels, small.channels]);
  return reshape(transpose(stacked, [0, 2, 1, 3, 4, 5]), [2 * s, 2 * s, large.channels, small.channels]);
}

type Transform = (values: readonly Edge[]) => Edge[];

/** 2 x 2 values to 3 x 3, row by row: the transform of rows, then that of columns. */
function separable(values: readonly (readonly Edge[])[], alongRows: Transform, alongColumns: Transform): Edge[] {
  const columnPair = [0, 1].map((i) => alongRows(values.map((row) => row[i]!)));
  return [0, 1, 2].flatMap((a) => alongColumns([columnPair[0]![a]!, columnPair[1]![a]!]));
}

/** 3 x 3 values, row by row, to 2 x 2, row by row. */
function separableBack(values: readonly Edge[], alongRows: Transform, alongColumns: Transform): Edge[] {
  const rows = [0, 1, 2].map((a) => alongColumns(values.slice(3 * a, 3 * a + 3)));
  const columns = [0, 1].map((q) => alongRows(rows.map((row) => row[q]!)));
  return [0, 1].flatMap((p) => columns.map((column) => column[p]!));
}
