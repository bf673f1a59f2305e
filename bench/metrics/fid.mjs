// FID of 10,000 pictures of 28 x 28 by the features of Saddle's classifier: the time here and in Python (fid.py: the
// same network in PyTorch, FID by SciPy), side by side on the same pictures and weights. See README.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HostRandom } from '@saddle/core';
import { loadBackend } from '@saddle/runtime';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

const count = 10_000;
// As in an evaluation.
const batch = 128;
const rounds = Number(options.rounds);
const { backend, threads } = await loadBackend();
const tf = await import('@tensorflow/tfjs');
const { classifier, fidMetric } = await import('@saddle/metrics');
const { mnist } = await import('@saddle/datasets');

const services = { run: { batch: 1, iterations: 1, baseDirectory: process.cwd() } };
const made = (plugin, given = {}) => plugin.create(plugin.options.parse(given), services);
const read = async (split) => {
  const dataset = await made(mnist, { split, ...(options.data && { folder: options.data }) });
  const reader = await dataset.open();
  return { reader, ...(await reader.read(Uint32Array.from({ length: count }, (_, i) => i))) };
};

const real = await read('train');
const test = await read('test');
// Noise stands for a generator that is not perfect yet.
const random = new HostRandom(0, 'bench');
const fake = test.samples.map((value) => Math.min(1, Math.max(-1, value + 0.3 * random.normal())));

let artifact;
const cache = { remember: async (_kind, _facts, make) => (artifact = await make()) };
const extractor = await made(classifier).prepare({
  info: real.reader.info,
  open: async () => real.reader,
  cache,
  progress: () => {},
});

/** A set of pictures as metrics see it: features made batch by batch. */
const setOf = (samples, known) => ({
  count,
  dimensions: extractor.dimensions,
  async *batches() {
    for (let from = 0; from < count; from += batch) {
      const rows = Math.min(batch, count - from);
      const x = tf.tensor(samples.subarray(from * 784, (from + rows) * 784), [rows, 28, 28, 1]);
      const features = extractor.features(x);
      const data = await features.data();
      tf.dispose([x, features]);
      yield { rows, columns: extractor.dimensions, data };
    }
  },
  statistic: async (name, make) => known?.get(name) ?? (await make()),
});

const metric = made(fidMetric);
const reference = new Map();
const keeping = {
  ...setOf(real.samples),
  statistic: async (name, make) => reference.set(name, await make()).get(name),
};
const times = [];
let fid;
for (let round = 0; round <= rounds; round++) {
  const begun = performance.now();
  const pair = { real: round === 0 ? keeping : setOf(real.samples, reference), fake: setOf(fake), seed: 0 };
  fid = (await metric.compare(pair)).values.fid;
  // The first round warms up and makes the moments of the real pictures, which are kept in practice.
  if (round > 0) times.push((performance.now() - begun) / 1000);
}

const folder = mkdtempSync(join(tmpdir(), 'saddle-fid-'));
mkdirSync(folder, { recursive: true });
const bytes = (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
for (const [name, data] of Object.entries({ real: real.samples, fake }))
  writeFileSync(join(folder, `${name}.bin`), bytes(data));
const weights = Object.entries(artifact.arrays).map(([name, { shape, data }]) => {
  writeFileSync(join(folder, `weights-${name}.bin`), bytes(data));
  return { name, shape };
});
writeFileSync(join(folder, 'weights.json'), JSON.stringify(weights));
const script = join(fileURLToPath(new URL('.', import.meta.url)), 'fid.py');
const child = spawnSync(options.python, [script, folder, String(rounds)], { encoding: 'utf8' });
rmSync(folder, { recursive: true });
if (child.status !== 0) throw new Error(child.stderr || String(child.error));
const python = JSON.parse(child.stdout);

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const byBatch = Object.fromEntries(Object.entries(python.all).map(([size, all]) => [size, median(all)]));
const fastest = Object.keys(byBatch).reduce((a, b) => (byBatch[a] <= byBatch[b] ? a : b));
const result = {
  pictures: count,
  dimensions: extractor.dimensions,
  testAccuracy: extractor.protocol.testAccuracy,
  saddle: { backend, threads, fid, batch, seconds: median(times), all: times },
  python: { ...python, seconds: byBatch, fastest: Number(fastest) },
  ratio: { sameBatch: median(times) / byBatch[batch], fastestBatch: median(times) / byBatch[fastest] },
  relativeDifference: Math.abs(fid - python.fid) / python.fid,
};
if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  process.stdout.write(`FID of ${count} pictures, ${result.dimensions} dimensions, medians of ${rounds} rounds\n`);
  process.stdout.write(
    `  saddle  ${result.saddle.seconds.toFixed(3)} s  FID ${fid.toFixed(6)}  (${backend}, ${threads} threads, batch ${batch})\n`,
  );
  for (const [size, seconds] of Object.entries(byBatch)) {
    process.stdout.write(
      `  python  ${seconds.toFixed(3)} s  FID ${python.fid.toFixed(6)}  (torch ${python.torch}, scipy ${python.scipy}, batch ${size})\n`,
    );
  }
  const { sameBatch, fastestBatch } = result.ratio;
  process.stdout.write(
    `  ratio   ${sameBatch.toFixed(2)} at the same batch size, ${fastestBatch.toFixed(2)} to Python's fastest; the figures differ by ${result.relativeDifference.toExponential(1)}\n`,
  );
}
