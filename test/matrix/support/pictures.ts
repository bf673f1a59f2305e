import { defineDataset, type DatasetInfo } from '@saddle/core';

const size = 16;
const length = 64;
const classes = ['a', 'b', 'c'];

const info: DatasetInfo = {
  sample: { shape: [size, size, 1], range: 'symmetric' },
  length,
  classes,
  fields: { samples: { shape: [size, size, 1], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
  digest: '1'.repeat(64),
};

/** Stripes that differ by class and example; in memory, since a worker thread costs more than the whole of a test. */
export const stripes = defineDataset({
  name: 'test-stripes',
  summary: 'Grey stripes of 16 pixels, three classes',
  create: () => ({
    reading: 'memory',
    open: () => ({
      info,
      read: (indices) => ({
        samples: Float32Array.from({ length: indices.length * size * size }, (_, i) => {
          const example = indices[Math.floor(i / (size * size))]!;
          const [row, column] = [Math.floor(i / size) % size, i % size];
          return Math.sin(example + (1 + (example % classes.length)) * row * 0.7 + column * 0.4);
        }),
        labels: Int32Array.from(indices, (index) => index % classes.length),
      }),
    }),
  }),
});
