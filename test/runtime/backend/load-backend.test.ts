import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeBackend, type BackendDescription } from '@saddle/runtime';
import { expect } from 'chai';
import { runModule, runtimeUrl } from '../support/child.js';
import { withScratch } from '../support/scratch.js';

/** A preload script that makes packages unloadable, as on a machine where they were not set up. */
function withBroken<T>(packages: readonly string[], work: (environment: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  return withScratch(async (folder) => {
    const hook = join(folder, 'hook.cjs');
    writeFileSync(
      hook,
      `const Module = require('node:module');
const load = Module._load;
Module._load = function (name, ...rest) {
  if (${JSON.stringify(packages)}.includes(name)) throw new Error('broken for the test: ' + name);
  return load.call(this, name, ...rest);
};`,
    );
    return work({ ...process.env, NODE_OPTIONS: `--require "${hook}"` });
  });
}

const describeIn = async (options: object, environment?: NodeJS.ProcessEnv): Promise<BackendDescription> => {
  const probe = await probeBackend(options, environment);
  if (!probe.ok) throw new Error(probe.problem);
  return probe.description;
};

let native: boolean;

describe('loadBackend', () => {
  before(async () => {
    native = (await probeBackend({ backend: 'tensorflow' })).ok;
  });

  it('loads native TensorFlow and describes it', async function () {
    if (!native) this.skip();
    const description = await describeIn({ backend: 'auto', threads: 2 });
    expect(description).to.include({ backend: 'tensorflow', native: true, tfjsVersion: '4.22.0', threads: 2 });
    expect(description.tensorflowVersion).to.match(/^2\.\d+\.\d+/);
    expect(description.environment).to.include({ TF_ENABLE_ONEDNN_OPTS: '1', TF_NUM_INTRAOP_THREADS: '2' });
    expect(description.cpu.processors).to.be.at.least(1);
    expect(description).to.not.have.any.keys('warning', 'fallbackReason');
  });

  for (const backend of ['wasm', 'cpu'] as const) {
    it(`loads ${backend} when it is asked for, without a warning`, async () => {
      const description = await describeIn({ backend });
      expect(description).to.include({ backend, native: false, tensorflowVersion: null, threads: 1 });
      expect(description).to.not.have.any.keys('warning', 'fallbackReason');
    });
  }

  it('falls back to wasm, loudly, when TensorFlow cannot be loaded', () =>
    withBroken(['@tensorflow/tfjs-node'], async (environment) => {
      const description = await describeIn({}, environment);
      expect(description).to.include({ backend: 'wasm', native: false });
      expect(description.fallbackReason).to.include('broken for the test: @tensorflow/tfjs-node');
      expect(description.warning).to.match(/many times slower.*saddle setup/);
    }));

  it('falls back to cpu when wasm cannot be loaded either', () =>
    withBroken(['@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-wasm'], async (environment) => {
      const description = await describeIn({ backend: 'auto' }, environment);
      expect(description).to.include({ backend: 'cpu', native: false });
      expect(description.warning).to.match(/tfjs-node.*tfjs-backend-wasm/);
    }));

  it('is an error when TensorFlow was asked for by name', () =>
    withBroken(['@tensorflow/tfjs-node'], async (environment) => {
      const probe = await probeBackend({ backend: 'tensorflow' }, environment);
      expect(probe.ok).to.equal(false);
      expect(!probe.ok && probe.problem).to.match(/'tensorflow' was asked for.*\n.*saddle setup/);
    }));

  it('reports a process that crashes as a problem', () =>
    withScratch(async (folder) => {
      const hook = join(folder, 'crash.cjs');
      writeFileSync(hook, 'process.abort();');
      const probe = await probeBackend({}, { ...process.env, NODE_OPTIONS: `--require "${hook}"` });
      expect(probe.ok).to.equal(false);
    }));

  for (const [name, options] of [
    ['a backend', { backend: 'webgl' }],
    ['a number of threads', { threads: 0 }],
  ] as const) {
    it(`refuses ${name} that it does not know`, async () => {
      const probe = await probeBackend(options as object);
      expect(!probe.ok && probe.problem).to.match(/^Expected a .*received/);
    });
  }

  it('sets the switches where TensorFlow sees them: more threads asked for, more are started', async function () {
    if (!native || process.platform !== 'linux') this.skip();
    const count = `
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
const { loadBackend } = await import(${JSON.stringify(runtimeUrl)});
await loadBackend({ backend: 'tensorflow', threads: Number(process.argv[1]) });
const tf = createRequire(${JSON.stringify(runtimeUrl)})('@tensorflow/tfjs');
tf.matMul(tf.ones([256, 256]), tf.ones([256, 256])).dataSync();
console.log(readdirSync('/proc/self/task').length);
`;
    const [one, nine] = await Promise.all(['1', '9'].map((threads) => runModule(count, [threads])));
    expect(Number(nine!.stdout) - Number(one!.stdout), nine!.stderr).to.be.at.least(8);
  });

  it('keeps its choice for the whole process', async () => {
    const twice = `
const { loadBackend } = await import(${JSON.stringify(runtimeUrl)});
const first = await loadBackend({ backend: 'cpu' });
console.log((await loadBackend()) === first);
console.log(await loadBackend({ backend: 'wasm' }).catch(({ code }) => code));
`;
    const { stdout, stderr } = await runModule(twice);
    expect(stdout, stderr).to.equal('true\nSADDLE_RUNTIME_UNAVAILABLE\n');
  });
});
