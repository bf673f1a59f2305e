import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { defineDataset, SaddleError, tokens, type DatasetReader } from '@saddle/core';
import { z } from 'zod';
import { asNotFound } from '../files/find.js';
import { categoriesOf, columnIndex, numbersOf, parseTable, type Table } from './table.js';

const options = z.strictObject({
  file: z.string().min(1).describe("CSV file whose first line names the columns, relative to the config's folder"),
  delimiter: z.string().length(1).default(',').describe('What stands between cells'),
  columns: z.array(z.string()).min(1).optional().describe('Columns that make a sample; all but the label if not given'),
  categorical: z.array(z.string()).default([]).describe('Those of them that hold categories: one-hot encoded'),
  label: z.string().optional().describe('Column that holds the class'),
  standardise: z
    .boolean()
    .default(true)
    .describe('Whether numeric columns are shifted and scaled to mean 0 and standard deviation 1'),
});
type Options = z.output<typeof options>;

export const csv = defineDataset({
  name: 'csv',
  summary: 'A table in a CSV file: numeric columns standardised, categories one-hot',
  options,
  inject: { run: tokens.run },
  create: (values, { run }) => ({
    reading: 'memory',
    open: async () => {
      const file = path.resolve(run.baseDirectory, values.file);
      const bytes = await readFile(file).catch((error: unknown) => {
        throw asNotFound(error, 'CSV file', file);
      });
      const { file: _, ...form } = values;
      const digest = createHash('sha256').update(JSON.stringify(form)).update(bytes).digest('hex');
      return tableReader(parseTable(file, bytes, values.delimiter), values, digest);
    },
  }),
});

/** Some numbers of every row, `width` of them, written into a row from `offset`. */
interface Feature {
  readonly width: number;
  write(row: number, output: Float32Array, offset: number): void;
}

function tableReader(table: Table, values: Options, digest: string): DatasetReader {
  const labels = values.label === undefined ? undefined : categoriesOf(table, columnIndex(table, values.label));
  const features = featuresOf(table, values);
  const width = features.reduce((sum, feature) => sum + feature.width, 0);
  const length = table.rows.length;
  const matrix = new Float32Array(length * width);
  for (let row = 0; row < length; row++) {
    let offset = row * width;
    for (const feature of features) {
      feature.write(row, matrix, offset);
      offset += feature.width;
    }
  }
  return {
    info: {
      sample: { shape: [width], range: 'unbounded' },
      length,
      classes: labels?.names ?? [],
      fields: {
        samples: { shape: [width], dtype: 'float32' },
        ...(labels && { labels: { shape: [], dtype: 'int32' as const } }),
      },
      digest,
    },
    read: (indices) => {
      const samples = new Float32Array(indices.length * width);
      indices.forEach((index, i) => samples.set(matrix.subarray(index * width, (index + 1) * width), i * width));
      return { samples, ...(labels && { labels: Int32Array.from(indices, (index) => labels.codes[index]!) }) };
    },
  };
}

function featuresOf(table: Table, { columns, categorical, label, standardise }: Options): Feature[] {
  const names = columns ?? table.header.filter((name) => name !== label);
  const stray = categorical.find((name) => !names.includes(name));
  if (stray !== undefined) {
    columnIndex(table, stray);
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `\`categorical\` names '${stray}', which is not among the columns that make a sample: ${names.join(', ')}.`,
    });
  }
  return names.map((name) => {
    const index = columnIndex(table, name);
    if (categorical.includes(name)) return oneHot(categoriesOf(table, index));
    return numeric(numbersOf(table, index), standardise);
  });
}

const oneHot = ({ names, codes }: { names: string[]; codes: Int32Array }): Feature => ({
  width: names.length,
  write: (row, output, offset) => {
    output[offset + codes[row]!] = 1;
  },
});

/** A constant column becomes 0: it has no scale. */
function numeric(numbers: Float64Array, standardise: boolean): Feature {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  const [shift, scale] = standardise ? [mean, Math.sqrt(variance) || 1] : [0, 1];
  return {
    width: 1,
    write: (row, output, offset) => {
      output[offset] = (numbers[row]! - shift) / scale;
    },
  };
}
