import { join } from 'node:path';
import { checkAll } from '../check/main.mjs';
import { build } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { withLock } from './lock.mjs';
import { inherit } from './process.mjs';
import { provision } from './provision.mjs';
import { root } from './root.mjs';
import { printSummary, runTests } from './tests.mjs';

/** Everything that must be there first; one process at a time, as the steps write to the same folders. */
const prepare = ({ tests, native }) =>
  withLock(join(root, '.cache', 'bootstrap.lock'), async () => {
    await installIfNeeded();
    await build({ tests });
    if (native) await provision();
  });

const actions = {
  async setup() {
    await prepare({ tests: false, native: true });
    return 0;
  },
  async quickstart(rest) {
    await prepare({ tests: false, native: true });
    return inherit(process.execPath, [join(root, 'packages', 'cli', 'bin', 'saddle.js'), 'quickstart', ...rest]);
  },
  async test(rest) {
    try {
      await prepare({ tests: true, native: true });
    } catch (error) {
      // The suite did not get to run, and its last line must say so.
      console.error(error.expected ? error.message : error);
      return printSummary({ passed: 0, failed: 1, skipped: 0 });
    }
    return runTests(rest);
  },
  async bench(rest) {
    await prepare({ tests: false, native: true });
    return inherit(process.execPath, [join(root, 'bench', 'dist', 'main.js'), ...rest]);
  },
  async check() {
    await prepare({ tests: true, native: false });
    return checkAll();
  },
};

export async function main([action, ...rest]) {
  if (!Object.hasOwn(actions, action ?? '')) {
    console.error(`Expected one of ${Object.keys(actions).join(', ')}, received '${action ?? ''}'.`);
    return 42;
  }
  // npm passes what follows a first '--' on; a second one is not for mocha.
  return actions[action](rest.filter((word) => word !== '--'));
}
