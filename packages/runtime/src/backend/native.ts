import { createRequire } from 'node:module';
import { quietly } from './quietly.js';

const require = createRequire(import.meta.url);

/** Functions of Node's `util` that tfjs-node 4.22 calls and that Node 23 removed. */
function restoreRemovedUtilities(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

/** Loads tfjs-node, which registers and chooses the backend 'tensorflow'. Returns TensorFlow's version. */
export function loadNative(): string {
  restoreRemovedUtilities();
  const tfNode = quietly(() => require('@tensorflow/tfjs-node') as typeof import('@tensorflow/tfjs'));
  const { binding } = tfNode.backend() as unknown as { binding: { TF_Version: string } };
  return binding.TF_Version;
}
