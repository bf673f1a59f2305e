import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  HostRandom,
  isSaddleError,
  type DatasetInfo,
  type DatasetReader,
  type Extractor,
  type ExtractorContext,
} from '@saddle/core';
import { classifier, graphModel, pixels } from '@saddle/metrics';
import { expect } from 'chai';
import { CountingCache } from './support/sets.js';

const size = 8;

/** Bars, upright or lying, at random places, with noise: two classes that a small network tells apart. */
function bars(length: number): DatasetReader {
  const info: DatasetInfo = {
    sample: { shape: [size, size, 1], range: 'symmetric' },
    length,
    classes: ['upright', 'lying'],
    fields: { samples: { shape: [size, size, 1], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
    digest: `bars ${length}`,
  };
  return {
    info,
    read: (indices) => {
      const samples = new Float32Array(indices.length * size * size);
      const labels = Int32Array.from(indices, (index) => index % 2);
      indices.forEach((index, i) => {
        const random = new HostRandom(index, 'bars');
        const place = random.integer(size);
        for (let k = 0; k < size * size; k++) {
          const along = labels[i] === 0 ? k % size : Math.floor(k / size);
          samples[i * size * size + k] = (along === place ? 0.8 : -0.8) + 0.2 * random.normal();
        }
      });
      return { samples, labels };
    },
  };
}

const contextOf = (reader: DatasetReader, cache = new CountingCache()): ExtractorContext => ({
  info: reader.info,
  open: () => Promise.resolve(reader),
  cache,
  progress: () => {},
});

interface ExtractorPlugin {
  readonly options: { parse(value: unknown): unknown };
  create(options: unknown, services: Readonly<Record<string, unknown>>): unknown;
}

const made = (plugin: ExtractorPlugin, options: object = {}) =>
  plugin.create(plugin.options.parse(options), { run: { baseDirectory: '/' } }) as Extractor;

const problemOf = async (run: () => unknown) => {
  try {
    await run();
  } catch (error) {
    return isSaddleError(error) ? `${error.code} ${error.message}` : String(error);
  }
  return 'nothing';
};

describe('the extractor pixels', () => {
  it('gives the samples as they are', async () => {
    const reader = bars(4);
    const { dimensions, features } = await made(pixels).prepare(contextOf(reader));
    const { samples } = await reader.read(Uint32Array.of(0, 1));
    const x = tf.tensor(samples!, [2, size, size, 1]);
    expect(dimensions).to.equal(64);
    expect(features(x).shape).to.deep.equal([2, 64]);
    expect(features(x).dataSync()).to.deep.equal(samples);
  });
});

describe('the extractor classifier', () => {
  const options = { steps: 60, batch: 32, width: 8 };
  const reader = bars(600);

  it('learns the classes, says how well, and gives features and probabilities', async () => {
    const { protocol, dimensions, ...extractor } = await made(classifier, options).prepare(contextOf(reader));
    expect(protocol['testAccuracy']).to.be.within(0.95, 1);
    expect(dimensions).to.equal(8);
    const rows = Uint32Array.from({ length: 50 }, (_, i) => i);
    const { samples, labels } = await reader.read(rows);
    const x = tf.tensor(samples!, [50, size, size, 1]);
    expect(extractor.features(x).shape).to.deep.equal([50, 8]);
    const probabilities = extractor.probabilities!(x);
    tf.sum(probabilities, 1)
      .dataSync()
      .forEach((sum) => expect(sum).to.be.closeTo(1, 1e-6));
    const chosen = tf.argMax(probabilities, 1).dataSync();
    const right = Array.from(labels!).filter((label, i) => chosen[i] === label).length;
    expect(right).to.be.within(47, 50);
    extractor.dispose();
  });

  it('is trained once, and again comes to the same bits', async () => {
    const cache = new CountingCache();
    const x = tf.tensor((await reader.read(Uint32Array.of(7, 8, 9))).samples!, [3, size, size, 1]);
    const runs = [];
    for (const used of [cache, cache, new CountingCache()]) {
      const extractor = await made(classifier, options).prepare(contextOf(reader, used));
      runs.push({ protocol: extractor.protocol, features: [...extractor.features(x).dataSync()] });
      extractor.dispose();
    }
    expect(cache.made).to.equal(1);
    expect(runs[1]).to.deep.equal(runs[0]);
    expect(runs[2]).to.deep.equal(runs[0]);
    const other = await made(classifier, { ...options, seed: 1 }).prepare(contextOf(reader, cache));
    expect(cache.made).to.equal(2);
    expect(other.protocol['hash']).not.to.equal(runs[0]!.protocol['hash']);
  });

  it('leaves no tensor behind', async () => {
    const cache = new CountingCache();
    const use = async () => {
      const extractor = await made(classifier, { ...options, steps: 3 }).prepare(contextOf(reader, cache));
      const x = tf.zeros([2, size, size, 1]);
      tf.dispose([x, extractor.features(x), extractor.probabilities!(x)]);
      extractor.dispose();
    };
    await use();
    const before = tf.memory().numTensors;
    await use();
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('refuses data without labels', async () => {
    const info = { ...reader.info, classes: [] };
    expect(await problemOf(() => made(classifier).check!(info))).to.match(/^SADDLE_CONFIG_INCOMPATIBLE/);
  });
});

describe('the extractor graph-model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-model-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const x = tf.tensor4d([-1, -0.5, 0.5, 1], [1, 2, 2, 1]);

  const save = async (name: string, model: tf.LayersModel) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        const { modelTopology, weightSpecs, weightData } = artifacts;
        const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
        writeFileSync(join(path, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
        writeFileSync(
          join(path, 'model.json'),
          JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest: manifest }),
        );
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
        });
      }),
    );
    return join(path, 'model.json');
  };

  const layers = () => {
    const input = tf.input({ shape: [2, 2, 1] });
    const flat = tf.layers.flatten().apply(input);
    const hidden = tf.layers.dense({ units: 3, name: 'hidden', activation: 'relu' }).apply(flat);
    const classes = tf.layers.dense({ units: 2, name: 'classes', activation: 'softmax' }).apply(hidden);
    return tf.model({ inputs: input, outputs: classes as tf.SymbolicTensor });
  };

  const info: DatasetInfo = {
    sample: { shape: [2, 2, 1], range: 'symmetric' },
    length: 10,
    classes: [],
    fields: { samples: { shape: [2, 2, 1], dtype: 'float32' } },
    digest: 'none',
  };
  const prepare = (options: object) => made(graphModel, options).prepare({ ...contextOf(bars(1)), info });

  it('takes a layers model: a named layer for features, another for probabilities', async () => {
    const model = layers();
    const path = await save('layers', model);
    const extractor = await prepare({ model: path, output: 'hidden', probabilities: 'classes' });
    expect(extractor.dimensions).to.equal(3);
    expect(extractor.features(x).shape).to.deep.equal([1, 3]);
    const [expected, received] = [(model.predict(x) as tf.Tensor).dataSync(), extractor.probabilities!(x).dataSync()];
    expected.forEach((value, i) => expect(received[i]).to.be.closeTo(value, 1e-6));
    const other = await prepare({ model: await save('other', layers()) });
    expect(other.protocol['hash']).not.to.equal(extractor.protocol['hash']);
    expect(await problemOf(() => prepare({ model: path, output: 'hiden' }))).to.contain('hidden');
  });

  it('takes a graph model with pictures brought to its size, range and channels; maps are averaged', async () => {
    const dims = [-1, 4, 4, 3].map((side) => ({ size: String(side) }));
    const type = { type: 'DT_FLOAT' };
    const topology = {
      node: [
        { name: 'x', op: 'Placeholder', attr: { dtype: type, shape: { shape: { dim: dims } } } },
        {
          name: 'w',
          op: 'Const',
          attr: { dtype: type, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '3' }] } } } },
        },
        { name: 'y', op: 'Mul', input: ['x', 'w'], attr: { T: type } },
        { name: 'z', op: 'AddV2', input: ['y', 'w'], attr: { T: type } },
      ],
      versions: { producer: 1000 },
    };
    const weights = [{ name: 'w', shape: [3], dtype: 'float32' }];
    const path = join(folder, 'graph.json');
    writeFileSync(join(folder, 'graph.bin'), new Uint8Array(Float32Array.of(1, 10, 100).buffer));
    writeFileSync(
      path,
      JSON.stringify({
        format: 'graph-model',
        modelTopology: topology,
        weightsManifest: [{ paths: ['graph.bin'], weights }],
      }),
    );
    const options = { model: path, resize: 4, range: [0, 255], channels: 3 };
    const extractor = await prepare({ ...options, output: 'y' });
    expect(extractor.protocol).to.include({ resize: 'bilinear 4', range: '0 to 255' });
    // The mean of the picture is 0, in the middle of the range.
    const [a, b, c] = [...extractor.features(x).dataSync()];
    expect(a).to.be.closeTo(127.5, 1e-3);
    expect(b).to.be.closeTo(1275, 1e-2);
    expect(c).to.be.closeTo(12750, 1e-1);
    const whole = await prepare(options);
    expect(whole.features(x).dataSync()[0]).to.be.closeTo(128.5, 1e-3);
  });

  it('says what cannot be read', async () => {
    expect(await problemOf(() => prepare({ model: join(folder, 'absent.json') }))).to.match(/^SADDLE_DATA_NOT_FOUND/);
    writeFileSync(join(folder, 'text.json'), 'no model');
    expect(await problemOf(() => prepare({ model: join(folder, 'text.json') }))).to.contain('not JSON');
  });
});
