import { arch, cpus, hostname, platform, totalmem } from 'node:os';
import { saddleVersion } from '../version.js';
import type { StartedRuntime } from './runtime.js';

/** What a run computed on, for run.json. */
export const environmentOf = ({ backend, runtime }: StartedRuntime): Record<string, unknown> => ({
  saddle: saddleVersion,
  compile: runtime.mode,
  ...backend,
  machine: { host: hostname(), os: platform(), arch: arch(), processors: cpus().length, memoryBytes: totalmem() },
});
