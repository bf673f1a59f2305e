import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HostRandom } from '@saddle/core';
import { lastJson, saddle, scratch, start, tiny, until, type Ended } from './support/saddle.js';
import { checkpointsIn, killAll, recordOf, timeless, writeStudy } from './support/studies.js';

const run = (file: string, out: string, ...more: string[]): string[] => [
  'study',
  'run',
  file,
  '--out',
  out,
  '--json',
  ...more,
];

describe('a study', () => {
  const at = scratch();
  let file: string;
  let undisturbed: Ended;

  before(async function () {
    this.timeout(240_000);
    file = writeStudy(at('tiny.yaml'));
    undisturbed = await saddle(run(file, at('undisturbed')));
  });

  it('runs every variant with every seed and ends with a report and its verdicts', () => {
    expect(undisturbed.code, undisturbed.stderr).to.equal(0);
    const result = lastJson<{ runs: Record<string, string>; verdicts: object; report: string }>(undisturbed);
    expect(result.runs).to.deep.equal({
      'non-saturating-0': 'done',
      'non-saturating-1': 'done',
      'minimax-0': 'done',
      'minimax-1': 'done',
    });
    expect(Object.keys(result.verdicts)).to.deep.equal(['minimax']);
    expect(undisturbed.stderr).to.contain('minimax against non-saturating is inconclusive: reverseKl');
    for (const name of ['report.html', 'report.json', 'runs.csv', 'curves.csv', 'study.json']) {
      expect(existsSync(at('undisturbed', name)), name).to.equal(true);
    }
    expect(readFileSync(at('undisturbed', 'runs.csv'), 'utf8').trim().split('\n')).to.have.lengthOf(5);
  });

  it('never runs a finished run again', async function () {
    this.timeout(60_000);
    const before = recordOf(at('undisturbed')).runs;
    const again = await saddle(run(file, at('undisturbed')));
    expect(again.code, again.stderr).to.equal(0);
    expect(recordOf(at('undisturbed')).runs).to.deep.equal(before);
    expect(before.map(({ attempts }) => attempts)).to.deep.equal([1, 1, 1, 1]);
  });

  it('killed with all its runs at random, twice, ends with the same report', async function () {
    this.timeout(360_000);
    const random = new HostRandom(11, '/test/study-kills');
    const out = at('killed');
    for (let kill = 0; kill < 2; kill++) {
      const before = checkpointsIn(out);
      const { child, ended } = start(run(file, out));
      await until(() => checkpointsIn(out) > before || child.exitCode !== null, 'a run went on', { seconds: 90 });
      await new Promise((done) => setTimeout(done, 1500 * random.uniform()));
      killAll(child.pid!);
      expect((await ended).signal).to.equal('SIGKILL');
    }
    const last = await saddle(run(file, out));
    expect(last.code, last.stderr).to.equal(0);
    expect(timeless(out)).to.deep.equal(timeless(at('undisturbed')));
    expect(recordOf(out).runs.reduce((sum, { attempts }) => sum + attempts, 0)).to.be.greaterThan(4);
  });

  it('stops its runs at a checkpoint on Ctrl-C, says how to go on, and goes on', async function () {
    this.timeout(240_000);
    const out = at('interrupted');
    const { child, ended, stderr } = start(run(file, out));
    await until(() => checkpointsIn(out) >= 10, `the first checkpoints: ${stderr()}`, { seconds: 90 });
    child.kill('SIGINT');
    const { code, stderr: told, ...rest } = await ended;
    expect(code, told).to.equal(75);
    expect(lastJson(rest)).to.deep.include({ status: 'interrupted' });
    expect(told).to.contain('Continue with: saddle study run');
    expect(recordOf(out).status).to.equal('interrupted');
    expect(recordOf(out).runs.map(({ status }) => status))
      .to.not.include('running')
      .and.to.not.include('failed');
    const last = await saddle(run(file, out));
    expect(last.code, last.stderr).to.equal(0);
    expect(timeless(out)).to.deep.equal(timeless(at('undisturbed')));
  });

  it('stops its runs when it is killed alone', async function () {
    this.timeout(240_000);
    const out = at('orphans');
    const { child, ended } = start(run(file, out, '--jobs', '1'));
    await until(() => checkpointsIn(out) >= 10, 'the first checkpoint', { seconds: 90 });
    child.kill('SIGKILL');
    await ended;
    const stopped = () => !existsSync(join(out, 'runs/non-saturating-0/run.lock'));
    await until(stopped, 'the run left alone has stopped', { seconds: 60 });
    expect(readFileSync(join(out, 'runs/non-saturating-0/run.json'), 'utf8')).to.match(
      /"status": "(interrupted|finished)"/,
    );
  });

  it('keeps diverged runs as a result, without another try, and tells them in the report', async function () {
    this.timeout(240_000);
    const diverging = writeStudy(at('diverging.yaml'), {
      seeds: '1',
      iterations: 20,
      variants: `[{ name: non-saturating }, { name: wild, set: { divergence.limit: 1e-9 } }]`,
    });
    const ended = await saddle(run(diverging, at('diverging')));
    expect(ended.code, ended.stderr).to.equal(0);
    const [, wild] = recordOf(at('diverging')).runs;
    expect(wild).to.include({ id: 'wild-0', status: 'diverged', attempts: 1 });
    const report = JSON.parse(readFileSync(at('diverging', 'report.json'), 'utf8')) as {
      runs: { id: string; status: string; failure?: { code: string; log: string[] } }[];
    };
    const told = report.runs.find(({ id }) => id === 'wild-0')!;
    expect(told).to.include({ status: 'diverged' });
    expect(told.failure!.code).to.equal('SADDLE_TRAIN_DIVERGED');
    expect(told.failure!.log.join()).to.contain('error:');
    // Nor does the next session try it again.
    expect((await saddle(run(diverging, at('diverging')))).code).to.equal(0);
    expect(recordOf(at('diverging')).runs[1]).to.include({ status: 'diverged', attempts: 1 });
  });

  it('tries again what may succeed, from its checkpoint, and gives up what may not', async function () {
    this.timeout(240_000);
    // Ends its process without a word, once; then it behaves.
    writeFileSync(
      at('flaky.mjs'),
      `import { existsSync, writeFileSync } from 'node:fs';
import { defineLoss } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
const plain = { discriminator: ({ real, fake }) => tf.sub(tf.mean(fake), tf.mean(real)), generator: ({ fake }) => tf.neg(tf.mean(fake)) };
let calls = 0;
export const flaky = defineLoss({
  name: 'flaky', summary: 'Crashes once.', options: z.strictObject({ mark: z.string() }),
  create: ({ mark }) => ({ ...plain, discriminator: (scores) => {
    if (calls++ === 15 && !existsSync(mark)) { writeFileSync(mark, ''); process.kill(process.pid, 'SIGKILL'); }
    return plain.discriminator(scores);
  } }),
});
export const hopeless = defineLoss({
  name: 'hopeless', summary: 'Fits nothing.', options: z.strictObject({}),
  create: () => ({ ...plain, discriminator: () => tf.zeros([3]) }),
});
`,
    );
    const flaky = writeStudy(at('flaky.yaml'), {
      seeds: '1',
      iterations: 20,
      variants: `
  - { name: non-saturating }
  - { name: flaky, set: { loss: { use: flaky, mark: ${JSON.stringify(at('crashed'))} }, plugins: [${JSON.stringify(at('flaky.mjs'))}] } }
  - { name: hopeless, set: { loss: { use: hopeless }, plugins: [${JSON.stringify(at('flaky.mjs'))}] } }
  - { name: misfit, set: { data: { use: csv, file: ${JSON.stringify(at('nowhere.csv'))} }, metrics: [{ use: mixture }] } }`,
    });
    const ended = await saddle(run(flaky, at('flaky')));
    expect(ended.code, ended.stderr).to.equal(1);
    expect(lastJson<{ error: { code: string } }>(ended).error.code).to.equal('SADDLE_STUDY_FAILED');
    const byId = Object.fromEntries(recordOf(at('flaky')).runs.map((one) => [one.id, one]));
    expect(byId['non-saturating-0']).to.include({ status: 'done', attempts: 1 });
    expect(byId['flaky-0'], JSON.stringify(byId['flaky-0'])).to.include({ status: 'done', attempts: 2 });
    expect(byId['hopeless-0']).to.include({ status: 'failed', attempts: 1 });
    expect(byId['misfit-0']).to.include({ status: 'failed', attempts: 1 });
    expect(ended.stderr).to.contain('flaky-0 is tried again: The process was ended by SIGKILL.');
    const report = JSON.parse(readFileSync(at('flaky', 'report.json'), 'utf8')) as {
      runs: { id: string; failure?: { log: string[] } }[];
    };
    const misfit = report.runs.find(({ id }) => id === 'misfit-0')!;
    expect(misfit.failure!.log.join('\n')).to.contain('nowhere.csv');
    expect(readFileSync(at('flaky', 'logs', 'flaky-0.txt'), 'utf8').match(/ saddle (run|resume) /g)).to.have.lengthOf(
      2,
    );
  });

  it('says why, where no run could begin', async function () {
    this.timeout(120_000);
    const missing = writeStudy(at('missing.yaml'), {
      seeds: '1',
      variants: `[{ name: non-saturating, set: { data: { use: csv, file: nowhere.csv } } }]`,
    });
    const ended = await saddle(run(missing, at('missing')));
    expect(ended.code).to.equal(1);
    const { error } = lastJson<{ error: { code: string; problem: string } }>(ended);
    expect(error.code).to.equal('SADDLE_STUDY_FAILED');
    expect(error.problem).to.contain('SADDLE_DATA_NOT_FOUND').and.to.contain('nowhere.csv');
  });

  it('says before it begins what it would take', async function () {
    this.timeout(120_000);
    const ended = await saddle(run(file, at('dry'), '--dry-run'));
    expect(ended.code, ended.stderr).to.equal(0);
    const plan = lastJson<{ runs: { id: string; iterations: number }[]; seconds: number; bytes: number }>(ended);
    expect(plan.runs.map(({ id }) => id)).to.deep.equal(Object.keys(lastJson<{ runs: object }>(undisturbed).runs));
    expect(plan.seconds).to.be.within(0.1, 600);
    expect(plan.bytes).to.be.within(1000, 10 ** 7);
    expect(ended.stderr).to.contain('tiny: 4 runs, 2 at a time').and.to.contain('iterations/s');
    expect(existsSync(at('dry'))).to.equal(false);
  });

  it('gives every variant the iterations that fit in a time budget, measured once', async function () {
    this.timeout(240_000);
    const timed = at('timed.yaml');
    writeStudy(timed, { seeds: '1' });
    writeFileSync(timed, readFileSync(timed, 'utf8').replace(/budget: .*/, 'budget: { seconds: 0.2 }'));
    const first = await saddle(run(timed, at('timed')));
    expect(first.code, first.stderr).to.equal(0);
    const { settled } = JSON.parse(readFileSync(at('timed', 'study.json'), 'utf8')) as {
      settled: Record<string, number>;
    };
    expect(Object.values(settled)).to.have.lengthOf(2);
    const again = await saddle(run(timed, at('timed')));
    expect(again.stderr).to.not.contain('Measuring');
    expect(recordOf(at('timed')).runs.map(({ attempts }) => attempts)).to.deep.equal([1, 1]);
  });

  describe('compared', () => {
    const compare = (...args: string[]) => saddle(['compare', ...args]);

    it('in any format, to stdout or to a file', async function () {
      this.timeout(120_000);
      const study = at('undisturbed');
      const markdown = await compare(study, '--format', 'md');
      expect(markdown.stdout).to.contain('# tiny').and.to.contain('minimax against non-saturating is inconclusive');
      expect((await compare(study, '--format', 'csv')).stdout).to.match(/^run,variant,seed,status,/);
      expect((await compare(study, '--format', 'latex')).stdout).to.contain('\\toprule');
      const json = JSON.parse((await compare(study, '--format', 'json')).stdout) as { title: string };
      expect(json.title).to.equal('tiny');
      const page = await compare(study, '--out', at('page.html'), '--json');
      expect(lastJson(page)).to.deep.include({ metric: 'reverseKl', verdicts: { minimax: 'inconclusive' } });
      expect(readFileSync(at('page.html'), 'utf8')).to.contain('<!doctype html>');
      expect(existsSync(at('page-runs.csv'))).to.equal(true);
    });

    it('as runs made by hand, by another figure and baseline', async function () {
      this.timeout(60_000);
      const ended = await compare(
        at('undisturbed', 'runs'),
        '--metric',
        'modesCovered',
        '--baseline',
        'minimax',
        '--format',
        'md',
      );
      expect(ended.code, ended.stderr).to.equal(0);
      expect(ended.stdout)
        .to.contain('non-saturating against minimax')
        .and.to.contain('modesCovered, higher is better');
    });

    it('is refused for figures of different protocols', async function () {
      this.timeout(60_000);
      const [one, other] = [at('other', 'one'), at('undisturbed', 'runs', 'minimax-0')];
      const trained = await saddle([
        ...['run', tiny('ring'), '--out', one, '--quiet', '--set', 'runtime={backend: cpu, compile: off}'],
        ...['--set', 'metrics=[{use: mixture, samples: 100}]', '--set', 'sampling.animation=false'],
      ]);
      expect(trained.code, trained.stderr).to.equal(0);
      const ended = await compare(one, other, '--format', 'md');
      expect(ended.code).to.equal(42);
      expect(ended.stderr).to.contain('SADDLE_METRIC_PROTOCOL').and.to.contain('samples: 100 against 200');
    });
  });
});
