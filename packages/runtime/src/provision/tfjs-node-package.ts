import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The newest Node-API version that tfjs-node's loader looks for. */
export const napiVersion = 8;

/** Where the binding is, relative to the package's folder and to a cache entry alike. */
export const bindingFile = join('lib', `napi-v${napiVersion}`, 'tfjs_binding.node');
/** Where TensorFlow's libraries are, relative to the same; the binding finds them by this relation. */
export const librariesFolder = join('deps', 'lib');

/** The installed package `@tensorflow/tfjs-node`: its folder and version. */
export function tfjsNodePackage(): { directory: string; version: string } {
  const path = require.resolve('@tensorflow/tfjs-node/package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return { directory: dirname(path), version };
}

/** The folder of Node-API's C headers. */
export const nodeApiHeaders = (): string => join(dirname(require.resolve('node-api-headers/package.json')), 'include');
