import { stylegan2 } from '@saddle/arch-stylegan2';
import { fixedStream, isSaddleError, type ApplyOptions, type Network } from '@saddle/core';
import { loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { buildNetworks } from '../support/build-networks.js';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';
import { small } from './support/networks.js';

const { counts } = reference<{ counts: Record<string, { generator: number; discriminator: number }> }>(
  'torch/stylegan2',
);

const wanted = { shape: [16, 16, 3], latent: 6 };
const build = async (changes: object = {}): Promise<Network> => {
  const options = { ...small, generator: { ...small.generator, ...changes } };
  return (await buildNetworks(stylegan2, { ...wanted, options })).generator;
};

const layers = 6;
const latents = (count: number) => fixedStream(0, 'test').normal([count, wanted.latent]);
/** w of every example and layer, as numbers. */
const stylesOf = (network: Network, latent: tf.Tensor, options: Partial<ApplyOptions>): number[][][] =>
  network.apply({ latent }, options)['w']!.arraySync() as number[][][];

describe('stylegan2', () => {
  before(async () => {
    await loadBackend();
  });

  describe('style mixing', () => {
    it("gives a share of the examples another example's style from a random layer on, in training alone", async () => {
      const network = await build({ mixing: 0.75 });
      const latent = latents(1000);
      const plain = stylesOf(network, latent, { training: false, random: fixedStream(1, 'test') });
      for (const styles of plain) expect(styles.every((w) => w[0] === styles[0]![0])).to.equal(true);

      const mixed = stylesOf(network, latent, { training: true, random: fixedStream(1, 'test') });
      const crossovers = Array.from({ length: layers + 1 }, () => 0);
      mixed.forEach((styles, i) => {
        const own = plain[i]![0]!;
        const other = plain[(i + 1) % plain.length]![0]!;
        const from = styles.findIndex((w) => Math.abs(w[0]! - own[0]!) > 1e-6);
        const crossover = from === -1 ? layers : from;
        crossovers[crossover]! += 1;
        const distance = (w: number[], to: number[]) => Math.max(...w.map((value, k) => Math.abs(value - to[k]!)));
        const distances = styles.map((w, layer) => distance(w, layer < crossover ? own : other));
        expect(Math.max(...distances), `example ${i}`).to.be.below(1e-5);
      });
      expect(crossovers[0]).to.equal(0);
      // Binomial counts: 25% unmixed, 15% from each of the five layers; five standard deviations.
      expect(crossovers[layers]).to.be.closeTo(250, 5 * Math.sqrt(1000 * 0.25 * 0.75));
      for (const count of crossovers.slice(1, layers)) {
        expect(count).to.be.closeTo(150, 5 * Math.sqrt(1000 * 0.15 * 0.85));
      }
    });

    it('is off with a share of 0', async () => {
      const network = await build({ mixing: 0 });
      for (const styles of stylesOf(network, latents(50), { training: true, random: fixedStream(1, 'test') })) {
        expect(styles.every((w) => w[0] === styles[0]![0])).to.equal(true);
      }
    });
  });

  describe('truncation', () => {
    it('keeps the running mean of w in training, a registered weight that nothing trains', async () => {
      const network = await build({ meanDecay: 0.9 });
      const mean = network.weights.find(({ name }) => name.endsWith('w/mean'))!.variable;
      expect(network.parameters.some(({ name }) => name.endsWith('w/mean'))).to.equal(false);
      let expected = tf.zeros([5]);
      for (const key of [1, 2, 3]) {
        const latent = pattern([8, wanted.latent], key);
        const own = network.apply({ latent }, { training: false })['w']!;
        expected = tf.add(tf.mul(expected, 0.9), tf.mul(tf.mean(tf.slice(own, [0, 0], [8, 1]), [0, 1]), 0.1));
        network.apply({ latent }, { training: true, random: fixedStream(key, 'test') });
        expectNumbers(mean, expected.dataSync(), 1e-5);
      }
    });

    it('moves w towards the mean: 1 changes nothing, 0 makes one picture of all latents', async () => {
      const network = await build();
      const mean = network.weights.find(({ name }) => name.endsWith('w/mean'))!.variable;
      mean.assign(pattern([5], 3));
      const latent = pattern([3, wanted.latent], 1);
      const plain = network.apply({ latent });
      const expected = (psi: number) => tf.add(mean, tf.mul(tf.sub(plain['w']!, mean), psi)).dataSync();
      for (const truncation of [0, 0.5, 1, 2]) {
        expectNumbers(network.apply({ latent }, { truncation })['w']!, expected(truncation), 1e-5);
      }
      const [first, ...others] = tf.unstack(network.apply({ latent }, { truncation: 0 })['samples']!);
      for (const other of others) expectNumbers(other, first!.dataSync(), 1e-6);
      // It is for sampling: training looks at w as it is.
      const inTraining = network.apply({ latent }, { training: true, truncation: 0 });
      expectNumbers(inTraining['w']!, plain['w']!.dataSync(), 1e-6);
    });
  });

  it("draws its noise from the call's stream, for each pixel of each example, times a learned strength", async () => {
    const network = await build();
    const latent = tf.tile(pattern([1, wanted.latent], 1), [2, 1]);
    const samples = (seed: number) =>
      network.apply({ latent }, { training: false, random: fixedStream(seed, 'test') })['samples']!;
    // Strengths are 0 at first.
    expectNumbers(samples(1), network.apply({ latent })['samples']!.dataSync(), 1e-7);
    const strengths = network.parameters.filter(({ name }) => name.endsWith('noise/strength'));
    expect(strengths).to.have.length(5);
    for (const { variable } of strengths) variable.assign(tf.scalar(0.5));
    expect(samples(1).dataSync()).to.deep.equal(samples(1).dataSync());
    const apart = (a: tf.Tensor, b: tf.Tensor) => tf.mean(tf.abs(tf.sub(a, b))).dataSync()[0];
    expect(apart(samples(1), samples(2))).to.be.above(0.01);
    const [one, two] = tf.unstack(samples(1));
    expect(apart(one!, two!)).to.be.above(0.01);
  });

  it('stays in the range of the data at sampling and goes beyond it in training', async () => {
    const network = await build();
    const bias = network.parameters.find(({ name }) => name.endsWith('16-colours-bias/bias'))!.variable;
    bias.assign(tf.fill([3], 10));
    const largest = (training: boolean) =>
      tf.max(network.apply({ latent: latents(4) }, { training })['samples']!).dataSync()[0];
    expect(largest(false)).to.equal(1);
    expect(largest(true)).to.be.above(5);
  });

  it('takes w in the place of latents', async () => {
    const network = await build();
    const { w, samples } = network.apply({ latent: latents(4) });
    expectNumbers(network.apply({ w: w! })['samples']!, samples!.dataSync(), 1e-6);
  });

  describe('number of parameters', () => {
    // Counted by the reference script, which builds the authors' layers from the paper's tables.
    for (const [side, base] of [
      [32, 32_768],
      [64, 32_768],
      [256, 16_384],
      [1024, 32_768],
    ] as const) {
      it(`is that of the reference at ${side} pixels`, async function () {
        this.timeout(120_000);
        const options = { generator: { base }, discriminator: { base } };
        const networks = await buildNetworks(stylegan2, { shape: [side, side, 3], latent: 512, options });
        const { generator, discriminator } = networks;
        const found = { generator: generator.parameterCount, discriminator: discriminator.parameterCount };
        expect(found).to.deep.equal(counts[String(side)]);
        networks.state.dispose();
      });
    }
  });

  for (const shape of [[16, 8, 3], [24, 24, 3], [4, 4, 3], [2]]) {
    it(`refuses samples of shape [${shape.join(', ')}]`, async () => {
      const error: unknown = await buildNetworks(stylegan2, { shape, options: small }).catch(
        (caught: unknown) => caught,
      );
      expect(isSaddleError(error) && error.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
    });
  }
});
