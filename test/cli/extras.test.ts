import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/installed-plugins.js';
import { train } from './support/runs.js';
import { inProcess, scratch, tiny } from './support/saddle.js';

const built = (name: string) => join(root, 'packages/cli/dist/study/extras', name);

describe('what a report takes from networks', () => {
  const at = scratch();

  it('draws between latents along the great circle', async () => {
    const { slerp } = (await import(built('slerp.js'))) as {
      slerp: (a: Float32Array, b: Float32Array, t: number) => Float32Array;
    };
    const [a, b] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    for (const share of [0, 0.25, 0.5, 1]) {
      // On the unit circle equal shares are equal angles.
      const angle = (share * Math.PI) / 2;
      const [x, y] = slerp(a, b, share);
      expect(x).to.be.closeTo(Math.cos(angle), 1e-6);
      expect(y).to.be.closeTo(Math.sin(angle), 1e-6);
    }
    expect([...slerp(a, Float32Array.of(3, 0), 0.5)]).to.deep.equal([2, 0]);
    expect([...slerp(Float32Array.of(0, 0), b, 0.5)]).to.deep.equal([0, 0.5]);
  });

  it('finds the nearest example', async () => {
    const { nearestTo } = (await import(built('nearest-examples.js'))) as {
      nearestTo: (sample: Float32Array, examples: Float32Array) => number;
    };
    const examples = Float32Array.of(0, 0, 5, 5, 1, 2, 1, 2.1);
    expect(nearestTo(Float32Array.of(1, 2.2), examples)).to.equal(3);
    expect(nearestTo(Float32Array.of(4, 4), examples)).to.equal(1);
  });

  it('counts scores in equal bins, each side to shares of its own', async () => {
    const { histogramOf } = (await import(built('score-histogram.js'))) as {
      histogramOf: (
        scores: Record<string, Float32Array>,
        title: string,
      ) => { edges: number[]; counts: Record<string, number[]> } | undefined;
    };
    const made = histogramOf({ real: Float32Array.of(-1, 3, 3, Number.NaN), generated: Float32Array.of(1) }, 'scores')!;
    expect(made.edges).to.have.lengthOf(33);
    expect([made.edges[0], made.edges.at(-1)]).to.deep.equal([-1, 3]);
    expect([made.counts['real']![0], made.counts['real']!.at(-1)]).to.deep.equal([0.25, 0.5]);
    expect(made.counts['generated']![16]).to.equal(1);
    expect(histogramOf({ real: Float32Array.of(2, 2), generated: Float32Array.of(2) }, 'one')).to.equal(undefined);
  });

  it('shows interpolations, nearest training pictures and scores of each variant’s best run', async function () {
    this.timeout(120_000);
    const set = ['runtime.compile=off', 'sampling.animation=false', 'metrics=[{use: sliced-wasserstein, samples: 32}]'];
    for (const loss of ['non-saturating', 'hinge']) {
      await train(tiny('shapes'), at('runs', loss), { set: [...set, `loss.use=${loss}`] });
    }
    const compare = async (out: string, ...more: string[]) => {
      const ended = await inProcess('compare', at('runs'), '--out', at(out), ...more);
      expect(ended.code, ended.stderr).to.equal(0);
      return JSON.parse(readFileSync(at(out.replace('.html', '.json')), 'utf8')) as {
        pictures: { extras?: { title: string; items: { label: string }[] }[] };
        histograms?: { title: string }[];
      };
    };
    const report = await compare('report.html');
    expect(report.pictures.extras!.map(({ title }) => title)).to.deep.equal([
      'Interpolations',
      'Nearest training pictures',
    ]);
    for (const { items } of report.pictures.extras!) {
      expect(items.map(({ label }) => label)).to.have.members(['non-saturating, seed 1', 'hinge, seed 1']);
    }
    expect(report.histograms).to.have.lengthOf(2);
    expect((await compare('again.html')).pictures).to.deep.equal(report.pictures);
    const plain = await compare('plain.html', '--no-networks');
    expect(plain.pictures.extras).to.equal(undefined);
    expect(plain.histograms).to.equal(undefined);
  });
});
