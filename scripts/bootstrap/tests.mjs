import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { inherit } from './process.mjs';
import { root } from './root.mjs';

const testRoot = join(root, 'test');

/** Built files of the tests that exist as sources: what a deleted test left in dist is not run. */
function testFiles() {
  return readdirSync(testRoot, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith(`dist${sep}`))
    .sort()
    .map(built);
}

const built = (file) => join(testRoot, 'dist', file.replace(/\.ts$/, '.js'));

/** A test named on the command line, as a source or as a built file. */
const named = (word) => /\.test\.(ts|js)$/.test(word);
const toBuilt = (word) => (word.endsWith('.ts') ? built(relative(testRoot, resolve(root, word))) : resolve(root, word));

/** Prints the last line, and returns the exit status that goes with it. */
export function printSummary({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

function readSummary(path, status) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    console.error(`mocha ended with status ${status} before its tests did.`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Runs mocha on the built tests. Arguments go to mocha; test files among them are run instead of all. */
export async function runTests(args) {
  const files = args.some(named) ? args.filter(named).map(toBuilt) : testFiles();
  const folder = mkdtempSync(join(tmpdir(), 'saddle-tests-'));
  const summary = join(folder, 'summary.json');
  try {
    const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const options = ['--reporter', join(root, 'scripts', 'bootstrap', 'summary-reporter.cjs')];
    if (process.env.CI) options.push('--forbid-only');
    const status = await inherit(
      process.execPath,
      [mocha, ...options, ...args.filter((word) => !named(word)), '--', ...files],
      { env: { ...process.env, SADDLE_TEST_SUMMARY: summary } },
    );
    const counts = readSummary(summary, status);
    const code = printSummary(counts);
    return code === 0 && status !== 0 ? status : code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
