import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaddleError } from '@saddle/core';
import {
  chooseSource,
  provideEntry,
  realSteps,
  setup,
  type EntrySteps,
  type TensorFlowSource,
} from '@saddle/runtime/provision';
import { expect } from 'chai';
import { fakeMembers, fakePython } from '../support/fake-python.js';
import { withScratch } from '../support/scratch.js';

const source: TensorFlowSource = { kind: 'wheel', package: 'tensorflow-cpu', version: '2.21.0' };

/** The real download and unpacking; nothing to compile or load in a made-up wheel. */
function stepsWith(python: string): EntrySteps {
  return {
    ...realSteps(python),
    compile: async (entry, include) => {
      expect(existsSync(join(include, 'tensorflow', 'c', 'c_api.h'))).to.equal(true);
      expect(existsSync(join(include, 'external'))).to.equal(false);
      mkdirSync(join(entry, 'lib', 'napi-v8'), { recursive: true });
      writeFileSync(join(entry, 'lib', 'napi-v8', 'tfjs_binding.node'), 'binding');
      return 'a compiler';
    },
    tryOut: async () => '2.21.0',
  };
}

async function failureWith(pip: string, version?: string): Promise<SaddleError> {
  return withScratch(async (folder) => {
    const python = fakePython(folder, pip, version);
    const root = join(folder, 'cache');
    mkdirSync(root);
    const error = await provideEntry(root, source, stepsWith(python)).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(SaddleError);
    expect(readdirSync(root)).to.deep.equal([]);
    return error as SaddleError;
  });
}

describe('TensorFlow from its wheel', () => {
  it('is downloaded by pip and unpacked: the libraries only', () =>
    withScratch(async (folder) => {
      const python = fakePython(folder);
      const root = join(folder, 'cache');
      mkdirSync(root);
      const { directory } = await provideEntry(root, source, stepsWith(python));
      expect(readFileSync(join(folder, 'downloads'), 'utf8')).to.equal('tensorflow-cpu==2.21.0\n');
      const libraries = join(directory, 'deps', 'lib');
      expect(readdirSync(libraries).sort()).to.deep.equal(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']);
      for (const name of readdirSync(libraries)) {
        expect(readFileSync(join(libraries, name), 'utf8')).to.equal(fakeMembers[`tensorflow/${name}`]);
      }
      expect(readdirSync(directory).sort()).to.deep.equal(['deps', 'lib', 'manifest.json']);
    }));

  it('is taken from the wheel of another Python when there is none for this one', () =>
    withScratch(async (folder) => {
      // Says so for the first call, gives the wheel to the second.
      const once = `if [ ! -e "$wheel.asked" ]; then : > "$wheel.asked"; echo 'ERROR: No matching distribution found' >&2; exit 1; fi`;
      const python = fakePython(folder, `${once}\ncp "$wheel" "$dest/"`);
      const root = join(folder, 'cache');
      mkdirSync(root);
      expect((await provideEntry(root, source, stepsWith(python))).built).to.equal(true);
    }));

  const failures: [string, string, RegExp][] = [
    ['the network', `echo 'NewConnectionError: Failed to establish a new connection' >&2; exit 1`, /Check the network/],
    ['an unknown version', `echo 'ERROR: No matching distribution found for x' >&2; exit 1`, /choose another version/],
    ['a full disk', `echo 'OSError: [Errno 28] No space left on device' >&2; exit 1`, /disk is full/],
    ['a download cut short', 'head -c 100 "$wheel" > "$dest/tensorflow_cpu-2.21.0-py3-none-any.whl"', /unpacked/],
  ];
  for (const [name, pip, message] of failures) {
    it(`fails because of ${name} with a message that says what to do`, async () => {
      const error = await failureWith(pip);
      expect(error.code).to.equal('SADDLE_RUNTIME_SETUP');
      expect(error.message).to.match(message);
    });
  }

  it('notices altered bytes in the wheel', async () => {
    const alter = `sed 's/framework/FRAMEWORK/g' "$wheel" > "$dest/tensorflow_cpu-2.21.0-py3-none-any.whl"`;
    expect((await failureWith(alter)).code).to.equal('SADDLE_RUNTIME_SETUP');
  });

  it('refuses a Python that is too old', async () => {
    const error = await failureWith('exit 1', 'Python 3.6.15');
    expect(error.code).to.equal('SADDLE_RUNTIME_REQUIREMENT');
    expect(error.message).to.match(/Python 3\.8 or newer is needed, 3\.6\.15 was found/);
  });

  it('says so when there is no Python, and how to get one', () =>
    withScratch(async (folder) => {
      const error = (await provideEntry(folder, source, stepsWith(join(folder, 'nothing'))).catch(
        (thrown: unknown) => thrown,
      )) as SaddleError;
      expect(error.code).to.equal('SADDLE_RUNTIME_REQUIREMENT');
      expect(error.message).to.match(/Python 3\.8 or newer is needed, none was found/);
      expect(error.advice).to.match(/^Run: \S/);
    }));

  it('says so when Python has no pip', () =>
    withScratch(async (folder) => {
      const python = join(folder, 'python3');
      writeFileSync(python, '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.12.1 || exit 1\n');
      chmodSync(python, 0o755);
      const error = (await provideEntry(folder, source, stepsWith(python)).catch(
        (thrown: unknown) => thrown,
      )) as SaddleError;
      expect(error.code).to.equal('SADDLE_RUNTIME_REQUIREMENT');
      expect(error.message).to.match(/pip 20\.3 or newer is needed, none was found/);
    }));
});

describe('chooseSource', () => {
  const failure = async (options: Parameters<typeof chooseSource>[0]) =>
    (await chooseSource(options).catch((error: unknown) => error)) as SaddleError;

  it('takes versions and the CUDA build', async () => {
    expect(await chooseSource({ version: '2.19.1' })).to.include({ kind: 'wheel', version: '2.19.1' });
    expect(await chooseSource({ cuda: true })).to.include({ kind: 'wheel', package: 'tensorflow' });
  });

  it('finds the libraries and headers of an existing TensorFlow, as Python package and as C library', () =>
    withScratch(async (folder) => {
      for (const [libraries, names] of [
        [join(folder, 'package'), ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']],
        [join(folder, 'c', 'lib'), ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow_framework.so.2']],
      ] as const) {
        const include = libraries.endsWith('lib') ? join(libraries, '..', 'include') : join(libraries, 'include');
        mkdirSync(join(include, 'tensorflow', 'c'), { recursive: true });
        mkdirSync(libraries, { recursive: true });
        writeFileSync(join(include, 'tensorflow', 'c', 'c_api.h'), '');
        for (const name of names) writeFileSync(join(libraries, name), '');
      }
      expect(await chooseSource({ tensorflow: join(folder, 'package') })).to.include({ kind: 'existing' });
      const c = await chooseSource({ tensorflow: join(folder, 'c') });
      expect(c).to.include({ kind: 'existing', include: join(folder, 'c', 'include') });
    }));

  it('refuses what is no version, no TensorFlow, or both', async () => {
    expect((await failure({ version: 'latest' })).message).to.match(/such as '2\.21\.0', received 'latest'/);
    expect((await failure({ tensorflow: '/nowhere' })).message).to.match(/Expected a TensorFlow in '\/nowhere'/);
    expect((await failure({ tensorflow: '/nowhere', cuda: true })).message).to.match(/together/);
    const error = await setup({ version: 'latest' }).catch((thrown: unknown) => thrown);
    expect((error as SaddleError).code).to.equal('SADDLE_RUNTIME_SETUP');
  });
});
