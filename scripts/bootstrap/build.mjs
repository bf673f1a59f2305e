import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError, inherit } from './process.mjs';
import { root } from './root.mjs';

const projects = () => JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references.map(({ path }) => path);

/** Compiles what changed since the last time: the packages, and the tests only where they are needed. */
export async function build({ tests }) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const wanted = projects().filter((path) => tests || path !== 'test');
  const status = await inherit(process.execPath, [tsc, '-b', ...wanted]);
  if (status !== 0) throw new ExpectedError('The build failed (see above).');
}
