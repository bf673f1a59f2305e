import { join } from 'node:path';
import { SaddleError } from '@saddle/core';
import { noteOfficial, unlink } from './link.js';
import type { Report } from './options.js';
import { run, tail } from './process.js';
import { bindingFile, tfjsNodePackage } from './tfjs-node-package.js';
import { tryBinding } from './try-binding.js';

/**
 * The second way: tfjs-node's own installer, which downloads an older TensorFlow (2.9) with a ready-made binding
 * from its publisher. Returns TensorFlow's version.
 */
export async function downloadOfficial(report: Report): Promise<string> {
  report("Trying tfjs-node's own download (an older TensorFlow)");
  const { directory } = tfjsNodePackage();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await unlink();
  // The folder that holds node_modules, as npm works on a project. Without the flag npm does nothing, successfully.
  const project = join(directory, '..', '..', '..');
  const result = await run(npm, ['rebuild', '--ignore-scripts=false', '@tensorflow/tfjs-node'], {
    cwd: project,
    timeout: 900_000,
  });
  try {
    if (result.status !== 0) {
      throw new SaddleError('SADDLE_RUNTIME_SETUP', {
        problem: `tfjs-node's own download failed:\n    ${tail(result).replaceAll('\n', '\n    ')}`,
      });
    }
    const version = await tryBinding(join(directory, bindingFile));
    await noteOfficial(version);
    return version;
  } catch (error) {
    await unlink();
    throw error;
  }
}
