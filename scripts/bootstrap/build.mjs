import { join } from 'node:path';
import { ExpectedError, inherit } from './process.mjs';
import { root } from './root.mjs';

/** Compiles what changed since the last time. */
export async function build() {
  const status = await inherit(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
  if (status !== 0) throw new ExpectedError('The build failed (see above).');
}
