import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  HostRandom,
  isSaddleError,
  silentLogger,
  type Dataset,
  type DatasetReader,
  type Plugin,
  type RunFacts,
  type SaddleError,
} from '@saddle/core';
import { expect } from 'chai';

export const runFacts = (baseDirectory: string): RunFacts => ({ batch: 16, iterations: 10, baseDirectory });

/** The data set a config with these options gives. */
export const make = async (plugin: Plugin<'dataset'>, options: object, baseDirectory = '/'): Promise<Dataset> =>
  plugin.create(plugin.options.parse(options), {
    run: runFacts(baseDirectory),
    random: new HostRandom(0),
    logger: silentLogger,
  });

export const openReader = async (plugin: Plugin<'dataset'>, options: object, base?: string): Promise<DatasetReader> =>
  (await make(plugin, options, base)).open();

/** 0, 1, … count - 1. */
export const first = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);

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

/** Runs `use` with a folder whose name has a space and letters beyond ASCII, and removes it. */
export async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'saddle dätä '));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Real data for tests: SADDLE_TEST_DATA, else ../shared/data beside the repository. */
export const testData = path.resolve(
  fileURLToPath(new URL('../../../../', import.meta.url)),
  process.env['SADDLE_TEST_DATA'] ?? '../shared/data',
);
