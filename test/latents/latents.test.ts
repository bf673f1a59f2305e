import { fixedStream, type Latent, type Plugin } from '@saddle/core';
import { mixed, normal, uniform } from '@saddle/latents';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

const make = async (plugin: Plugin<'latent'>, options: object = {}): Promise<Latent> =>
  plugin.create(plugin.options.parse(options), {});

const request = (count: number, classes = 0, seed = 0) => ({ count, classes, random: fixedStream(seed, 'latent') });

describe('latents', () => {
  for (const [plugin, mean, deviation] of [
    [normal, 0, 1],
    [uniform, 0, 1 / Math.sqrt(3)],
  ] as const) {
    it(`${plugin.name} has its mean and deviation, and repeats with the seed`, async () => {
      const latent = await make(plugin, { size: 8 });
      expect(latent.size).to.equal(8);
      const draw = latent.sample(request(10000)).latent;
      expect(draw.shape).to.deep.equal([10000, 8]);
      const { mean: actual, variance } = tf.moments(draw);
      // Five standard errors with 80,000 numbers.
      expect(actual.dataSync()[0]).to.be.closeTo(mean, (5 * deviation) / Math.sqrt(80000));
      expect(Math.sqrt(variance.dataSync()[0]!)).to.be.closeTo(deviation, (5 * deviation) / Math.sqrt(160000));
      expect([...latent.sample(request(10000)).latent.dataSync()]).to.deep.equal([...draw.dataSync()]);
      expect([...latent.sample(request(10000, 0, 1)).latent.dataSync()]).not.to.deep.equal([...draw.dataSync()]);
    });
  }

  it('uniform stays in [-1, 1)', async () => {
    const values = (await make(uniform)).sample(request(1000)).latent.dataSync();
    expect(Math.min(...values)).to.be.within(-1, -0.999);
    expect(Math.max(...values)).to.be.within(0.999, 0.99999999);
  });

  it('mixed puts noise, one-hot codes and continuous codes in one vector', async () => {
    const latent = await make(mixed, { noise: 3, categorical: [2, 4], continuous: 2 });
    expect(latent.size).to.equal(11);
    const batch = latent.sample(request(50));
    expect(batch.latent.shape).to.deep.equal([50, 11]);
    const codes = batch.codes!;
    expect(Object.keys(codes)).to.deep.equal(['categorical-0', 'categorical-1', 'continuous']);
    const part = (from: number, size: number) => batch.latent.slice([0, from], [50, size]);
    expect([...part(3, 2).argMax(1).dataSync()]).to.deep.equal([...codes['categorical-0']!.dataSync()]);
    expect([...part(5, 4).argMax(1).dataSync()]).to.deep.equal([...codes['categorical-1']!.dataSync()]);
    expect([...part(3, 6).sum(1).dataSync()]).to.deep.equal(Array(50).fill(2));
    expect([...part(9, 2).dataSync()]).to.deep.equal([...codes['continuous']!.dataSync()]);
  });

  it('draws labels where the run is conditional, every class equally often', async () => {
    const latent = await make(normal);
    expect(latent.sample(request(4)).labels).to.equal(undefined);
    const labels = latent.sample(request(10000, 4)).labels!;
    expect(labels.dtype).to.equal('int32');
    for (let label = 0; label < 4; label++) {
      const count = labels.dataSync().filter((value) => value === label).length;
      expect(count).to.be.closeTo(2500, 5 * Math.sqrt(10000 * 0.25 * 0.75));
    }
  });

  it("takes the data batch's labels on request, and draws from them for another count", async () => {
    const latent = await make(normal, { labels: 'data' });
    const batch = { samples: tf.zeros([4, 2]), labels: tf.tensor1d([3, 1, 1, 3], 'int32') };
    expect([...latent.sample({ ...request(4, 5), batch }).labels!.dataSync()]).to.deep.equal([3, 1, 1, 3]);
    const more = latent.sample({ ...request(100, 5), batch }).labels!;
    expect(new Set(more.dataSync())).to.deep.equal(new Set([1, 3]));
    expect(new Set(latent.sample(request(1000, 5)).labels!.dataSync()).size).to.equal(5);
  });
});
