import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { fixedStream, hash32, HostRandom, Philox, philox4x32, StepRandom } from '@saddle/core';
import { loadBackend } from '@saddle/runtime';

describe('hash32', () => {
  // The vectors that circulate for MurmurHash3_x86_32, checked there against Appleby's own code.
  const vectors: [string, number, number][] = [
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['ab', 0x9747b28c, 0x74875592],
    ['abc', 0x9747b28c, 0xc84a62dd],
    ['abcd', 0x9747b28c, 0xf0478627],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ];
  for (const [text, seed, hash] of vectors) {
    it(`is MurmurHash3 of '${text}' under seed ${seed}`, () => expect(hash32(text, seed)).to.equal(hash | 0));
  }
});

describe('philox4x32', () => {
  // Known answers of Random123 (kat_vectors, philox4x32 10).
  const vectors: [number[], [number, number], number[]][] = [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ];
  for (const [counter, key, expected] of vectors) {
    it(`gives the known answer for the counter ${counter.join(', ')}`, () =>
      expect([...philox4x32(counter, key)]).to.deep.equal(expected));
  }
});

/** What StepRandom's first draw is seeded with. */
const seedsOf = (seed: number, path: string, step: number) =>
  [hash32(`${seed}/${path}:0`, 0), (hash32(`${seed}/${path}:0`, 1) + step) | 0] as const;

describe('the random stream of a step', () => {
  const cases: [number, string, number][] = [
    [0, 'a', 0],
    [1, 'discriminator/latent', 5],
    [Number.MAX_SAFE_INTEGER, 'ü', 2 ** 30],
    [123456789, 'x', 2 ** 31 - 1],
  ];

  it('draws the bits that Philox gives, whatever the sign of the seeds', () => {
    for (const [seed, path, step] of cases) {
      const drawn = tf.tidy(() => fixedStream(seed, path, step).uniform([1021]).dataSync());
      const expected = Float32Array.from(
        new Philox(...seedsOf(seed, path, step)).bits(1021),
        (b) => (b & 0x7fffff) / 2 ** 23,
      );
      expect([...drawn]).to.deep.equal([...expected]);
    }
  });

  it('draws the same uniform bits on the fallback backends, and normal numbers from the same bits', async function () {
    const { backend } = await loadBackend();
    const draw = () =>
      cases.map(([seed, path, step]) =>
        tf.tidy(() => {
          const random = fixedStream(seed, path, step);
          return [
            random.uniform([7, 13]),
            random.normal([501]),
            random.integers([100], -3, 9),
            random.truncatedNormal([64]),
          ].map((values) => [...values.dataSync()]);
        }),
      );
    const here = draw();
    // Keeps the CPU backend from advertising tfjs-node.
    tf.env().set('IS_TEST', true);
    await tf.setBackend('cpu');
    let there: typeof here;
    try {
      there = draw();
    } finally {
      await tf.setBackend(backend);
      tf.env().set('IS_TEST', false);
    }
    here.forEach(([uniform, normal, integers], i) => {
      expect(there[i]![0]).to.deep.equal(uniform);
      expect(there[i]![2]).to.deep.equal(integers);
      normal!.forEach((value, n) => expect(there[i]![1]![n]).to.be.closeTo(value, 2e-5));
      expect(there[i]![3]!.every((value) => Math.abs(value) < 2)).to.equal(true);
    });
  });

  it('differs by seed, path, draw and step, and by use of one name; not by order of scopes', () => {
    tf.tidy(() => {
      const one = (random: StepRandom) => [...random.uniform([4]).dataSync()].join();
      const step = tf.scalar(3, 'int32');
      const next = tf.scalar(4, 'int32');
      const root = new StepRandom(1, step);
      const draws = [
        one(root),
        one(root),
        one(new StepRandom(2, step)),
        one(new StepRandom(1, next)),
        one(root.scope('a')),
        one(root.scope('a')),
        one(root.scope('b')),
        one(root.scope('a').scope('b')),
      ];
      expect(new Set(draws)).to.have.length(draws.length);
      const other = new StepRandom(1, step);
      expect(one(other.scope('b'))).to.equal(draws[6]);
      expect(one(other.scope('a'))).to.equal(draws[4]);
    });
  });

  it('keeps its promises of range, mean and spread', () => {
    tf.tidy(() => {
      const random = fixedStream(5, 'moments');
      const n = 100_000;
      const moments = (x: tf.Tensor) => {
        const { mean, variance } = tf.moments(x);
        return [mean.dataSync()[0]!, variance.dataSync()[0]!] as const;
      };
      // Six standard errors of the mean, on either side.
      const [uniformMean, uniformVariance] = moments(random.uniform([n], -1, 3));
      expect(uniformMean).to.be.closeTo(1, (6 * Math.sqrt(16 / 12)) / Math.sqrt(n));
      expect(uniformVariance).to.be.closeTo(16 / 12, 0.03);
      const [normalMean, normalVariance] = moments(random.normal([n], 2, 3));
      expect(normalMean).to.be.closeTo(2, (6 * 3) / Math.sqrt(n));
      expect(normalVariance).to.be.closeTo(9, 0.3);
      const [share] = moments(random.bernoulli([n], 0.2));
      expect(share).to.be.closeTo(0.2, (6 * 0.4) / Math.sqrt(n));
      const truncated = random.truncatedNormal([n]);
      expect(tf.max(tf.abs(truncated)).dataSync()[0]).to.be.below(2);
      // The variance of a standard normal cut at +-2: 1 - 4 phi(2) / (2 Phi(2) - 1) = 0.77374.
      expect(moments(truncated)[1]).to.be.closeTo(0.77374, 0.02);
      const integers = random.integers([n], -2, 3);
      expect(integers.dtype).to.equal('int32');
      expect([...new Set(integers.dataSync())].sort((a, b) => a - b)).to.deep.equal([-2, -1, 0, 1, 2]);
    });
  });
});

describe('HostRandom', () => {
  it('repeats by seed and path, whatever was drawn elsewhere', () => {
    const a = new HostRandom(3).scope('data');
    const root = new HostRandom(3);
    root.bits();
    const b = root.scope('data');
    expect(Array.from({ length: 9 }, () => a.uniform())).to.deep.equal(Array.from({ length: 9 }, () => b.uniform()));
    expect(new HostRandom(3).scope('x').bits()).to.not.equal(new HostRandom(4).scope('x').bits());
  });

  it('is uniform: mean, variance and the largest gap to the line (Kolmogorov-Smirnov)', () => {
    const random = new HostRandom(0, 'statistics');
    const n = 50_000;
    const values = Float64Array.from({ length: n }, () => random.uniform()).sort();
    expect(values[0]).to.be.at.least(0);
    expect(values[n - 1]).to.be.below(1);
    const gap = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (i + 0.5) / n)), 0);
    expect(gap * Math.sqrt(n)).to.be.within(0.2, 1.95); // 1.95: passed in 99.9 % of samples of this size.
  });

  it('draws whole numbers without bias (chi-square over 7 values)', () => {
    const random = new HostRandom(1, 'integers');
    const counts = Array.from({ length: 7 }, () => 0);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]! += 1;
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi).to.be.within(0.3, 22.5); // 6 degrees of freedom: the 0.05 % and 99.9 % quantiles.
    expect(random.integer(1)).to.equal(0);
    expect(random.integer(2 ** 32)).to.be.within(0, 2 ** 32 - 1);
  });

  it('draws normal numbers with the right first four moments', () => {
    const random = new HostRandom(2, 'normal');
    const n = 100_000;
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      [x, x ** 2, x ** 3, x ** 4].forEach((power, k) => (sums[k]! += power / n));
    }
    // Six standard errors: sqrt of 1, 2, 15 and 96 over n.
    [0, 1, 0, 3].forEach((moment, k) =>
      expect(sums[k]).to.be.closeTo(moment, (6 * Math.sqrt([1, 2, 15, 96][k]!)) / Math.sqrt(n)),
    );
  });

  it('permutes: each number once, each place equally likely', () => {
    const random = new HostRandom(3, 'permutation');
    expect([...random.permutation(100)].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 100 }, (_, i) => i));
    const first = Array.from({ length: 5 }, () => 0);
    for (let i = 0; i < 10_000; i++) first[random.permutation(5)[0]!]! += 1;
    first.forEach((count) => expect(count).to.be.within(1750, 2250));
    expect(random.permutation(0)).to.have.length(0);
  });
});
