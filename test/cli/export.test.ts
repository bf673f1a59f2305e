/// <reference lib="dom" />
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type tfjs from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { root } from '../support/installed-plugins.js';
import { expectNumbers } from '../support/numbers.js';
import { referenceSamples, type Given, type Reference } from './support/exported.js';
import { train } from './support/runs.js';
import { inProcess, lastJson, scratch, tiny } from './support/saddle.js';

const set = ['runtime.compile=off', 'sampling={every: 1000, count: 16, animation: false}', 'budget.iterations=3'];

/** Generators of each kind of layer: dense, transposed convolutions, labels in two ways, up-sampling. */
const runs: Record<string, { readonly config: string; readonly set: readonly string[]; readonly inputs: string[] }> = {
  ring: { config: 'ring', set: [], inputs: ['latent'] },
  shapes: { config: 'shapes', set: [], inputs: ['latent'] },
  conditional: { config: 'shapes', set: ['conditional=true'], inputs: ['labels', 'latent'] },
  residual: {
    config: 'shapes',
    set: ['conditional=true', 'architecture={use: resnet, generator: {channels: 4}, discriminator: {channels: 4}}'],
    inputs: ['labels', 'latent'],
  },
};

type Outputs = readonly number[];

describe('saddle export', function () {
  this.timeout(300_000);
  const at = scratch();
  const batch = 7;
  const references: Record<string, Reference> = {};

  before(async () => {
    for (const [name, run] of Object.entries(runs)) {
      await train(tiny(run.config), at(name), { set: [...set, ...run.set] });
      for (const format of ['saved-model', 'tfjs']) {
        const ended = await inProcess(
          'export',
          at(name),
          '--format',
          format,
          '--out',
          at(`${name}-${format}`),
          '--json',
        );
        expect(ended.code, ended.stderr).to.equal(0);
        const told = lastJson<{ inputs: Record<string, { shape: number[] }> }>(ended);
        expect(Object.keys(told.inputs).sort()).to.deep.equal(run.inputs);
        for (const { shape } of Object.values(told.inputs)) expect(shape[0]).to.equal(-1);
      }
      references[name] = await referenceSamples(at(name), batch, run.inputs);
    }
  });

  it("gives SavedModels that Python's TensorFlow serves, equal to 1e-5", function () {
    const python = process.env['SADDLE_TEST_PYTHON'] ?? 'python3';
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
    if (spawnSync(python, ['-c', 'import tensorflow'], { env }).status !== 0) {
      console.warn(`SKIPPED: ${python} has no tensorflow (set SADDLE_TEST_PYTHON); SavedModels are not served.`);
      return this.skip();
    }
    const requests = Object.keys(runs).map((name) => ({
      folder: at(`${name}-saved-model`),
      inputs: references[name]!.inputs,
    }));
    const printed = execFileSync(python, [join(root, 'test/cli/support/serve.py')], {
      input: JSON.stringify(requests),
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    });
    const served = JSON.parse(printed.toString()) as {
      outputs: { samples: Outputs };
      takes: Record<string, (number | null)[]>;
    }[];
    Object.keys(runs).forEach((name, i) => {
      expectNumbers(served[i]!.outputs.samples, references[name]!.samples, 1e-5);
      expect(served[i]!.takes['latent']![0]).to.equal(null);
    });
  });

  it('gives models that a browser runs, equal to 1e-5', async function () {
    const browser = await launchBrowser();
    if (!browser) return this.skip();
    const server = await serve(at('.'));
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      for (const name of Object.keys(runs)) {
        const samples = await inBrowser(browser, `${address}/`, `${name}-tfjs/model.json`, references[name]!.inputs);
        expectNumbers(samples, references[name]!.samples, 1e-5);
      }
    } finally {
      await browser.close();
      server.close();
    }
  });

  it('takes one batch size where it is asked to, and another checkpoint', async () => {
    const out = at('fixed');
    const flags = ['--format', 'tfjs', '--out', out, '--batch', '3', '--checkpoint', '0', '--json'];
    const told = lastJson(await inProcess('export', at('shapes'), ...flags));
    expect(told).to.include({ iteration: 0, format: 'tfjs' });
    expect(told).to.have.nested.property('inputs.latent.shape').that.deep.equals([3, 8]);
    expect(statSync(join(out, 'group1-shard1of1.bin')).size).to.be.greaterThan(1000);
  });

  it('refuses a folder with files in it and a format that is none', async () => {
    mkdirSync(at('full'));
    writeFileSync(at('full', 'mine.txt'), '');
    const full = await inProcess('export', at('ring'), '--format', 'tfjs', '--out', at('full'));
    expect(full.code).to.equal(42);
    expect(full.stderr).to.include('new or empty folder');
    expect((await inProcess('export', at('ring'), '--format', 'onnx', '--out', at('x'))).code).to.equal(42);
  });
});

/** The scratch folder, TensorFlow.js's own bundle and an empty page, from one address. */
function serve(folder: string): Promise<Server> {
  const bundle = join(root, 'node_modules/@tensorflow/tfjs/dist/tf.min.js');
  const page = Buffer.from('<!doctype html><link rel="icon" href="data:,"><script src="/tf.min.js"></script>');
  const server = createServer(({ url = '/' }, response) => {
    const html = url === '/';
    response.setHeader(
      'Content-Type',
      html ? 'text/html' : url.endsWith('.js') ? 'text/javascript' : 'application/octet-stream',
    );
    response.end(html ? page : readFileSync(url === '/tf.min.js' ? bundle : join(folder, url)));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

/** What stock TensorFlow.js makes of a model in a page, on its plain CPU backend. */
async function inBrowser(
  browser: Browser,
  address: string,
  model: string,
  inputs: Readonly<Record<string, Given>>,
): Promise<Outputs> {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    return await page.evaluate(
      async ([url, given]) => {
        const { tf } = globalThis as unknown as { tf: typeof tfjs };
        await tf.setBackend('cpu');
        const loaded = await tf.loadGraphModel(url);
        const tensors = Object.entries(given).map(([name, { values, shape, dtype }]) => [
          name,
          tf.tensor([...values], [...shape], dtype as tfjs.DataType),
        ]);
        const samples = loaded.execute(Object.fromEntries(tensors) as tfjs.NamedTensorMap, 'samples') as tfjs.Tensor;
        return [...samples.dataSync()];
      },
      [model, inputs] as const,
    );
  } finally {
    await page.close();
  }
}
