import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkEntry, entryKey, provideEntry, type EntrySteps, type TensorFlowSource } from '@saddle/runtime/provision';
import { expect } from 'chai';
import { provisionUrl, runModule, startModule } from '../support/child.js';
import { withScratch } from '../support/scratch.js';

const source: TensorFlowSource = { kind: 'wheel', package: 'tensorflow-cpu', version: '2.21.0' };
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const binding = join('lib', 'napi-v8', 'tfjs_binding.node');

/** Steps that write small files in place of a library and a binding, and count how often they build. */
function fakeSteps(): EntrySteps & { builds: number } {
  const steps = {
    builds: 0,
    fetch: async (_source: TensorFlowSource, entry: string, scratch: string) => {
      steps.builds++;
      mkdirSync(join(entry, 'deps', 'lib'), { recursive: true });
      for (const name of libraries) writeFileSync(join(entry, 'deps', 'lib', name), `bytes of ${name}`);
      return scratch;
    },
    compile: async (entry: string) => {
      mkdirSync(join(entry, 'lib', 'napi-v8'), { recursive: true });
      writeFileSync(join(entry, binding), 'the binding');
      return 'a compiler';
    },
    tryOut: async () => '2.21.0',
  };
  return steps;
}

/** The same steps for a child process, which notes each build in a file and can wait in the middle of one. */
const childScript = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
const { provideEntry, withLock } = await import(${JSON.stringify(provisionUrl)});
const [, root, stallAt] = process.argv;
const at = async (step) => {
  console.log(step);
  await setTimeout(step === stallAt ? 60_000 : 20);
};
const steps = {
  async fetch(source, entry, scratch) {
    appendFileSync(join(root, 'builds'), 'x');
    mkdirSync(join(entry, 'deps', 'lib'), { recursive: true });
    writeFileSync(join(entry, 'deps/lib/libtensorflow_cc.so.2'), 'half');
    await at('fetch');
    writeFileSync(join(entry, 'deps/lib/libtensorflow_cc.so.2'), 'whole');
    writeFileSync(join(entry, 'deps/lib/libtensorflow_framework.so.2'), 'whole');
    return scratch;
  },
  async compile(entry) {
    mkdirSync(join(entry, 'lib/napi-v8'), { recursive: true });
    await at('compile');
    writeFileSync(join(entry, 'lib/napi-v8/tfjs_binding.node'), 'binding');
    return 'a compiler';
  },
  async tryOut() {
    await at('tryOut');
    return '2.21.0';
  },
};
const { built } = await withLock(join(root, 'lock'), () => provideEntry(root, ${JSON.stringify(source)}, steps), { poll: 10 });
console.log(built ? 'built' : 'found');
`;

describe('provideEntry', () => {
  it('builds once and finds it afterwards', () =>
    withScratch(async (root) => {
      const steps = fakeSteps();
      const first = await provideEntry(root, source, steps);
      const second = await provideEntry(root, source, steps);
      expect([first.built, second.built, steps.builds]).to.deep.equal([true, false, 1]);
      expect(first.directory).to.equal(join(root, entryKey(source)));
      expect(first.manifest).to.include({ tensorflowVersion: '2.21.0', compiler: 'a compiler' });
      expect(first.manifest.files[binding]).to.include({ size: 11 });
      expect(Object.keys(first.manifest.files)).to.have.length(3);
      expect(readdirSync(root)).to.deep.equal([entryKey(source)]);
    }));

  it('builds anew when forced', () =>
    withScratch(async (root) => {
      const steps = fakeSteps();
      await provideEntry(root, source, steps);
      const again = await provideEntry(root, source, steps, { force: true });
      expect([again.built, steps.builds]).to.deep.equal([true, 2]);
      expect(readdirSync(root)).to.deep.equal([entryKey(source)]);
    }));

  const library = join('deps', 'lib', libraries[0]!);
  const damages: [string, RegExp, (entry: string) => void][] = [
    ['a truncated library', /bytes instead of/, (entry) => writeFileSync(join(entry, library), 'bytes')],
    [
      'a library altered without changing its size or date',
      /digest/,
      (entry) => {
        const path = join(entry, library);
        const { atime, mtime } = statSync(path);
        writeFileSync(path, readFileSync(path, 'utf8').replace('bytes', 'BYTES'));
        utimesSync(path, atime, mtime);
      },
    ],
    ['a longer binding', /bytes instead of/, (entry) => appendFileSync(join(entry, binding), '!')],
    ['a missing binding', /is missing/, (entry) => rmSync(join(entry, binding))],
    ['a missing manifest', /manifest.json is missing/, (entry) => rmSync(join(entry, 'manifest.json'))],
    ['a half-written manifest', /cannot be read/, (entry) => writeFileSync(join(entry, 'manifest.json'), '{"format":')],
  ];
  for (const [name, problem, damage] of damages) {
    it(`notices ${name}, says so and builds anew`, () =>
      withScratch(async (root) => {
        const steps = fakeSteps();
        const { directory } = await provideEntry(root, source, steps);
        damage(directory);
        const state = await checkEntry(directory);
        expect(state.state).to.equal('damaged');
        const said: string[] = [];
        const again = await provideEntry(root, source, steps, { report: (line) => said.push(line) });
        expect([again.built, steps.builds]).to.deep.equal([true, 2]);
        expect(said[0]).to.match(problem);
        expect((await checkEntry(directory, true)).state).to.equal('intact');
      }));
  }

  it('accepts a cache whose files only got new dates, as a restored one has', () =>
    withScratch(async (root) => {
      const steps = fakeSteps();
      const { directory } = await provideEntry(root, source, steps);
      utimesSync(join(directory, library), new Date(0), new Date(0));
      expect((await checkEntry(directory)).state).to.equal('intact');
      expect((await provideEntry(root, source, steps)).built).to.equal(false);
    }));

  it('leaves nothing behind when a step fails', () =>
    withScratch(async (root) => {
      const steps = { ...fakeSteps(), compile: () => Promise.reject(new Error('no compiler')) };
      const message = await provideEntry(root, source, steps).catch((error: Error) => error.message);
      expect(message).to.equal('no compiler');
      expect(readdirSync(root)).to.deep.equal([]);
    }));

  for (const step of ['fetch', 'compile', 'tryOut']) {
    it(`leaves no half-made entry when it is killed at ${step}, and the next one cleans up`, () =>
      withScratch(async (root) => {
        const { child, result } = startModule(childScript, [root, step]);
        await new Promise<void>((resolve) =>
          child.stdout!.on('data', (part: Buffer) => part.toString().includes(step) && resolve()),
        );
        child.kill('SIGKILL');
        await result;
        expect((await checkEntry(join(root, entryKey(source)))).state).to.equal('missing');
        const next = await runModule(childScript, [root, 'nowhere']);
        expect(next.stdout, next.stderr).to.match(/built\n$/);
        expect((await checkEntry(join(root, entryKey(source)), true)).state).to.equal('intact');
        expect(readdirSync(root).sort()).to.deep.equal(['builds', entryKey(source)].sort());
      }));
  }

  it('is built once by four processes at the same time', () =>
    withScratch(async (root) => {
      const results = await Promise.all(Array.from({ length: 4 }, () => runModule(childScript, [root, 'nowhere'])));
      const ends = results.map(({ stdout }) => stdout.trim().split('\n').at(-1)!).sort((a, b) => a.localeCompare(b));
      expect(ends, results.map(({ stderr }) => stderr).join('')).to.deep.equal(['built', 'found', 'found', 'found']);
      expect(readFileSync(join(root, 'builds'), 'utf8')).to.equal('x');
    }));

  it('stays whole when processes build the same entry without a lock', () =>
    withScratch(async (root) => {
      const steps = [fakeSteps(), fakeSteps(), fakeSteps()];
      await Promise.all(steps.map((own) => provideEntry(root, source, own, { force: true })));
      expect((await checkEntry(join(root, entryKey(source)), true)).state).to.equal('intact');
      expect(readdirSync(root)).to.deep.equal([entryKey(source)]);
    }));
});
