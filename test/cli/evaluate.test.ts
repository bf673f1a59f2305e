import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sameProtocol } from '@saddle/core';
import { expect } from 'chai';
import { ownCache } from './support/own-cache.js';
import { fingerprint, train } from './support/runs.js';
import { inProcess, lastJson, scratch, tiny } from './support/saddle.js';

interface Record_ {
  readonly kind: string;
  readonly iteration: number;
  readonly metric: string;
  readonly values: Record<string, number>;
  readonly labels?: Record<string, string>;
  readonly protocol: Record<string, string | number | boolean>;
  readonly protocolHash: string;
}

const recordsIn = (path: string, file: string): Record_[] =>
  readFileSync(join(path, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record_)
    .filter(({ kind }) => kind === 'evaluation');

const measured = `metrics:
  - { use: mixture, every: 10, samples: 300 }
  - { use: fid, every: 5, samples: 200 }
  - { use: fid, samples: 100, extractor: { use: classifier, steps: 20, width: 8 } }
`;

describe('evaluation', () => {
  const at = scratch();
  ownCache(at('cache'));

  const config = (name: string, text = measured) => {
    writeFileSync(at(`${name}.yaml`), `extends: ${tiny('ring')}\nname: ${name}\nruntime: { compile: graph }\n${text}`);
    return at(`${name}.yaml`);
  };
  const evaluate = async (...args: string[]) => {
    const ended = await inProcess('evaluate', ...args, '--json');
    expect(ended.code, ended.stderr).to.equal(0);
    return lastJson<{ evaluations: Record_[] }>(ended).evaluations;
  };
  const failure = async (...args: string[]) => {
    const ended = await inProcess('evaluate', ...args);
    return `${ended.code} ${ended.stderr}`;
  };

  describe('while training', () => {
    before(async () => {
      await train(config('measured'), at('run'));
    });

    it('is recorded at its intervals and at the end, each figure with its protocol', () => {
      const records = recordsIn(at('run'), 'metrics.jsonl');
      const when = (metric: string) => records.filter((one) => one.metric === metric).map(({ iteration }) => iteration);
      expect(when('fid')).to.deep.equal([5, 10, 15, 20]);
      expect(when('mixture')).to.deep.equal([10, 20]);
      expect(when('fid-2')).to.deep.equal([20]);
      const [first, second] = records.filter(({ metric }) => metric === 'fid') as [Record_, Record_];
      expect(first.labels).to.deep.equal({ fid: 'FID_200' });
      expect(first.protocol).to.include({
        metric: 'fid',
        data: 'ring',
        split: 'all',
        samples: 200,
        realSamples: 200,
        extractor: 'pixels',
        resize: 'none',
        averaging: 'none',
        latents: 'interval',
        seed: 0,
      });
      expect(sameProtocol(first.protocol, second.protocol)).to.equal(true);
      expect(second.protocolHash).to.equal(first.protocolHash);
      const learned = records.find(({ metric }) => metric === 'fid-2')!;
      expect(learned.protocol['extractor']).to.equal('classifier');
      expect(learned.protocol['extractorHash']).to.match(/^[0-9a-f]{16}$/);
      expect(learned.protocol['extractorTestAccuracy']).to.be.within(0, 1);
      expect(learned.protocolHash).not.to.equal(first.protocolHash);
    });

    it('is part of what the run comes to', () => {
      const { metrics } = JSON.parse(readFileSync(at('run', 'run.json'), 'utf8')) as {
        metrics: Record<string, number>;
      };
      expect(metrics).to.include.keys('fid', 'fid-2/fid', 'modesCovered', 'discriminator/loss');
    });

    it('changes nothing in the training, and is repeated bit for bit by a resumed run', async () => {
      expect(await train(config('measured'), at('resumed'), { stopAt: 7 })).to.equal('interrupted');
      await train(config('measured'), at('resumed'), { resume: true });
      expect(fingerprint(at('resumed'))).to.deep.equal(fingerprint(at('run')));
      await train(config('plain', ''), at('plain'));
      expect(fingerprint(at('plain'))['weights']).to.equal(fingerprint(at('run'))['weights']);
    });

    it('refuses what it cannot measure before it trains', async () => {
      const run = async (text: string) => {
        const { code, stderr } = await inProcess('run', config('wrong', text), '--out', at('wrong'), '--quiet');
        return `${code} ${stderr}`;
      };
      expect(await run('data: { use: moons }\nmetrics: [{ use: mixture }]\n')).to.match(
        /^42 .*SADDLE_CONFIG_INCOMPATIBLE.*wrong\.yaml:\d+:\d+.*modes are known/s,
      );
      expect(await run('metrics: [{ use: fid, samples: 3 }]\n')).to.match(/^42 .*SADDLE_METRIC_TOO_FEW/s);
      expect(await run('metrics: [{ use: inception-score }]\n')).to.contain('needs class probabilities');
      expect(await run('metrics: [{ use: mixture, extractor: { use: pixels } }]\n')).to.contain('takes no extractor');
      expect(await run('metrics: [{ use: classification-accuracy-score }]\n')).to.contain('conditional');
      expect(await run('metrics: [{ use: fid, extractor: { use: pixel } }]\n')).to.contain("Did you mean 'pixels'?");
    });
  });

  describe('of a finished run', () => {
    it('repeats by its seed, on latents of its own, and adds its records to evaluations.jsonl', async () => {
      const before = readFileSync(at('run', 'metrics.jsonl'), 'utf8');
      const first = await evaluate(at('run'));
      const again = await evaluate(at('run'));
      const other = await evaluate(at('run'), '--seed', '1');
      expect(first.map(({ metric }) => metric)).to.deep.equal(['mixture', 'fid', 'fid-2']);
      expect(again).to.deep.equal(first);
      expect(other[1]!.values).not.to.deep.equal(first[1]!.values);
      expect(sameProtocol(other[1]!.protocol, first[1]!.protocol)).to.equal(false);
      const atEnd = recordsIn(at('run'), 'metrics.jsonl').filter(({ iteration }) => iteration === 20);
      expect(first[1]!.protocol).to.include({ latents: 'report' });
      expect(first[1]!.values).not.to.deep.equal(atEnd[1]!.values);
      expect(recordsIn(at('run'), 'evaluations.jsonl')).to.deep.equal([...first, ...again, ...other]);
      expect(readFileSync(at('run', 'metrics.jsonl'), 'utf8')).to.equal(before);
    });

    it('measures every checkpoint, and with other metrics and options', async () => {
      const all = await evaluate(at('run'), '--checkpoint', 'all', '--metric', 'mixture');
      expect(all.map(({ iteration }) => iteration)).to.deep.equal([15, 20]);
      const [prdc, kid] = await evaluate(
        ...[at('run'), '--metric', 'prdc,kid', '--samples', '150', '--k', '3', '--set', 'kid.subsets=0'],
      );
      expect(prdc!.protocol).to.include({ metric: 'prdc', k: 3, samples: 150 });
      expect(kid!.values).to.have.all.keys('kid');
      const [score] = await evaluate(
        ...[at('run'), '--metric', 'inception-score', '--samples', '100', '--extractor', 'classifier'],
        ...['--set', 'classifier.steps=20', '--set', 'classifier.width=8'],
      );
      expect(score!.values['inceptionScore']).to.be.within(1, 8);
      expect(score!.protocol).to.include({ extractor: 'classifier' });
    });

    it('cuts off a line that a crash left half written', async () => {
      const path = join(at('run'), 'evaluations.jsonl');
      const whole = readFileSync(path, 'utf8');
      writeFileSync(path, `${whole}{"kind":"evalu`);
      await evaluate(at('run'), '--metric', 'mixture');
      expect(readFileSync(path, 'utf8').startsWith(whole)).to.equal(true);
      expect(recordsIn(at('run'), 'evaluations.jsonl')).to.have.length(whole.trimEnd().split('\n').length + 1);
    });

    it('says what it lacks', async () => {
      await train(config('plain', ''), at('bare'));
      expect(await failure(at('bare'))).to.match(/^42 .*names no metrics.*--metric/s);
      expect(await failure(at('bare'), '--metric', 'fid', '--checkpoint', '7')).to.contain(
        'no checkpoint of iteration 7',
      );
      expect(await failure(at('bare'), '--checkpoint', 'best')).to.match(/^42 /);
      expect(await failure(at('none'))).to.match(/^42 .*SADDLE_RUN_NOT_FOUND/s);
    });
  });

  it('draws samples as the sampler of the config says', async () => {
    writeFileSync(
      at('origin.mjs'),
      `import * as tf from '@tensorflow/tfjs';
import { defineSampler } from '@saddle/core';
export const origin = defineSampler({
  name: 'origin',
  summary: 'Every sample at the origin, by way of the generator and the scores',
  create: () => ({
    sample: ({ count, random, generate, score }) => {
      const made = generate(2 * count, random);
      const scores = score(made);
      if (scores.shape.join() !== 2 * count + ',1') throw new Error('scores of shape ' + scores.shape);
      const zeros = tf.zeros([count, made.shape[1]]);
      tf.dispose([made, scores]);
      return zeros;
    },
  }),
});
`,
    );
    const text = `plugins: [./origin.mjs]\nsampler: { use: origin }\nmetrics: [{ use: nearest-neighbours, samples: 130 }]\n`;
    await train(config('sampled', text), at('sampled'));
    const [record] = await evaluate(at('sampled'));
    expect(record!.protocol).to.include({ sampler: 'origin' });
    // The ring has radius 1 and deviation 0.01: the nearest of 1,000 examples lies 3 to 4 deviations inside.
    expect(record!.values['nearestDistanceMean']).to.be.within(0.95, 0.98);
  });
});
