import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isSaddleError, type DatasetReader, type RunFacts, type SaddleError, type WorkerSpec } from '@saddle/core';
import { expect } from 'chai';

/** Examples that are their own numbers: samples [i, -i], label i. */
export const numbersReader = (length: number): DatasetReader => ({
  info: {
    sample: { shape: [2], range: 'unbounded' },
    length,
    classes: ['any'],
    fields: { samples: { shape: [2], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
    digest: 'numbers',
  },
  read: (indices) => ({
    samples: Float32Array.from({ length: indices.length * 2 }, (_, i) => indices[i >> 1]! * (i % 2 ? -1 : 1)),
    labels: Int32Array.from(indices),
  }),
});

/** The coded error that `action` ends with. */
export async function failure(action: () => unknown): Promise<SaddleError> {
  try {
    await action();
  } catch (error) {
    if (isSaddleError(error)) return error;
    throw error;
  }
  return expect.fail('expected an error');
}

/** The same numbers as a plugin in a module of its own, as worker threads load it; `extra` goes into its functions. */
const pluginModule = (extra: {
  top?: string;
  create?: string;
  open?: string;
  read?: string;
  close?: string;
  inject?: string;
}) => `
import { defineDataset, SaddleError, tokens } from ${JSON.stringify(import.meta.resolve('@saddle/core'))};
${extra.top ?? ''}
export const other = 1;
export const plugins = [defineDataset({
  name: 'numbers',
  summary: 'Examples that are their own numbers',
  inject: { run: tokens.run, random: tokens.random, logger: tokens.logger, ${extra.inject ?? ''} },
  create: (options, services) => {
    ${extra.create ?? ''}
    return {
      reading: 'worker',
      open() {
        ${extra.open ?? ''}
        const shared = new Int32Array(1000);
        return {
          info: {
            sample: { shape: [2], range: 'unbounded' }, length: options.length, classes: ['any'], digest: 'numbers',
            fields: { samples: { shape: [2], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
          },
          close() {
            ${extra.close ?? ''}
          },
          async read(indices) {
            ${extra.read ?? ''}
            const samples = Float32Array.from({ length: indices.length * 2 }, (_, i) => indices[i >> 1] * (i % 2 ? -1 : 1));
            // Views of a buffer that is used again: sending them must not take it along.
            shared.set(indices);
            return { samples, labels: shared.subarray(0, indices.length) };
          },
        };
      },
    };
  },
})];
`;

const run: RunFacts = { batch: 4, iterations: 10, baseDirectory: '/' };

/** Calls `use` with the spec of such a plugin in a folder with a space and letters beyond ASCII. */
export async function withPlugin(
  extra: Parameters<typeof pluginModule>[0],
  use: (spec: WorkerSpec) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'saddle plügin '));
  try {
    const file = path.join(folder, 'numbers.mjs');
    await writeFile(file, pluginModule(extra));
    await use({
      module: pathToFileURL(file).href,
      name: 'numbers',
      options: { length: 22 },
      run,
      random: { seed: 5, path: '/data' },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
