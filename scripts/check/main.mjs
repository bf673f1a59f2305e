import { join } from 'node:path';
import { inherit } from '../bootstrap/process.mjs';
import { root } from '../bootstrap/root.mjs';
import { checkImports } from './imports.mjs';

const tool = (...path) => join(root, 'node_modules', ...path);

/** @type {[string, () => Promise<number>][]} */
const checks = [
  ['Format', () => node(tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.')],
  [
    'Lint, with types',
    () =>
      node(tool('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', 'packages', 'test', 'scripts', 'bench'),
  ],
  ['Direction of dependencies', async () => checkImports()],
  [
    'Cycles and direction, as built',
    () =>
      node(
        tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
        '--config',
        join(root, '.dependency-cruiser.cjs'),
        'packages',
      ),
  ],
];

const node = (script, ...args) => inherit(process.execPath, [script, ...args]);

/** Runs every check, also after one has failed, so that one run shows all there is to mend. */
export async function checkAll() {
  const failed = [];
  for (const [name, check] of checks) {
    console.log(`Checking: ${name}`);
    if ((await check()) !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? 'All checks passed' : `Failed checks: ${failed.join('; ')}`);
  return failed.length === 0 ? 0 : 1;
}
