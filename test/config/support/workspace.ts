import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfig, type LoadOptions, type ResolvedConfig } from '@saddle/config';
import { isSaddleError, type SaddleError } from '@saddle/core';
import { fakePlugins } from './fake-plugins.js';

/** A folder of config files that exists for one test. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'saddle config ü '));

  write(name: string, content: string | Uint8Array): string {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const noPlugins = async (): Promise<void> => {};

export const load = (file: string, options: Partial<LoadOptions> = {}): Promise<ResolvedConfig> =>
  loadConfig(file, { registry: fakePlugins(), loadPlugins: noPlugins, ...options });

/** The error with which loading is refused. */
export async function refusal(loading: Promise<unknown>): Promise<SaddleError> {
  try {
    await loading;
  } catch (error) {
    if (isSaddleError(error)) return error;
    throw error;
  }
  throw new Error('The config was accepted.');
}

/** A config that the fake plugins make valid. */
export const minimal = `data: { use: ring }
architecture: { use: mlp }
loss: { use: minimax }
optimizers:
  generator: { use: adam, learningRate: 1e-3 }
  discriminator: { use: adam, learningRate: 2e-3 }
budget: { iterations: 10 }
`;
