import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isSaddleError } from '@saddle/core';
import { reportMarkdown, verdictSentence } from '@saddle/report';
import { compareRuns, findRunDirectories, type CompareOptions } from '@saddle/study';
import { evaluation, fidProtocol, scratch, writeRun, type WrittenRun } from './support/run-directories.js';

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (isSaddleError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
};

describe('runs made by hand, compared', () => {
  const at = scratch();
  let number = 0;
  /** Writes runs into a folder of their own. */
  const runs = (...all: WrittenRun[]) => {
    const folder = at(`runs-${number++}`);
    for (const [i, one] of all.entries()) writeRun(join(folder, `run-${i}`), one);
    return folder;
  };
  const compare = async (folder: string, options: CompareOptions = {}) => (await compareRuns([folder], options)).model;
  const seeds = (loss: string, fids: readonly number[], change: WrittenRun = {}) =>
    fids.map((fid, seed): WrittenRun => ({ loss, seed, fid, ...change }));

  it('are grouped by the keys in which their configs differ, the seed aside', async () => {
    const model = await compare(runs(...seeds('hinge', [20, 21, 22]), ...seeds('minimax', [30, 31, 33])));
    expect(model.variants.map(({ name }) => name)).to.deep.equal(['hinge', 'minimax']);
    expect(model.audit.differences).to.deep.equal([
      { key: 'loss.use', values: { hinge: 'hinge', minimax: 'minimax' } },
    ]);
    expect(model.audit.checks.every(({ equal }) => equal)).to.equal(true);
    expect(model.runs.map(({ variant, seed }) => `${variant} ${seed}`)).to.deep.equal([
      'hinge 0',
      'hinge 1',
      'hinge 2',
      'minimax 0',
      'minimax 1',
      'minimax 2',
    ]);
  });

  it('are called by their configs’ names where these tell them apart', async () => {
    const model = await compare(
      runs(...seeds('hinge', [20, 21], { name: 'mine' }), ...seeds('minimax', [30, 31], { name: 'theirs' })),
    );
    expect(model.variants.map(({ name }) => name)).to.deep.equal(['mine', 'theirs']);
  });

  it('get verdicts by the statistics: figures 30 % apart are worse, in a sentence', async () => {
    const model = await compare(runs(...seeds('hinge', [20, 20.2, 20.4]), ...seeds('minimax', [26, 26.2, 26.4])), {
      baseline: 'hinge',
    });
    const [contrast] = model.contrasts;
    // The ratio of the geometric means.
    expect(contrast!.effect).to.be.closeTo(Math.cbrt((26 * 26.2 * 26.4) / (20 * 20.2 * 20.4)), 1e-12);
    expect(contrast!.verdict.verdict).to.equal('worse');
    expect(model.metrics[0]).to.include({ name: 'FID_10000', direction: 'lower', scale: 'log' });
    const sentence = verdictSentence(contrast!, model.metrics[0]!, model.design);
    expect(sentence).to.match(/^minimax is worse than hinge: FID_10000 is 30\s% higher \(ratio 1\.30, 95\s% interval /);
    expect(reportMarkdown(model)).to.match(/^- minimax is worse than hinge: FID\\_10000 is 30\s% higher/m);
    expect(model.design.notes!.join()).to.contain('made by hand');
  });

  it('show unequal budgets in red', async () => {
    const model = await compare(
      runs(...seeds('hinge', [20, 21]), ...seeds('minimax', [30, 31], { batch: 32, seconds: 90 })),
    );
    const unequal = model.audit.checks.filter(({ equal }) => !equal).map(({ quantity }) => quantity);
    expect(unequal).to.deep.equal(['Real examples seen', 'Time of a run, median']);
    expect(model.audit.differences.map(({ key }) => key)).to.deep.equal(['data.batch', 'loss.use']);
    expect(model.design.budget).to.match(/^unequal/);
  });

  it('keep failed and diverged runs as the worst, with their last words', async () => {
    const error = { code: 'SADDLE_TRAIN_DIVERGED', problem: 'The loss became NaN.' };
    const log = ['info: begun', 'debug: checkpoint at iteration 50', 'info: resumed from iteration 50', 'error: NaN'];
    const folder = runs(...seeds('hinge', [20, 21, 22]), ...seeds('minimax', [10, 11]), {
      loss: 'minimax',
      seed: 2,
      status: 'failed',
      steps: 60,
      error,
      log,
    });
    const model = await compare(folder);
    const failed = model.runs.find(({ status }) => status === 'diverged')!;
    expect(failed.failure).to.deep.equal({
      code: error.code,
      message: error.problem,
      step: 60,
      log: ['info: begun', 'error: NaN'],
    });
    expect(model.summaries.find(({ variant }) => variant === 'minimax')).to.include({ failed: 1, lead: 'iqm' });
    expect(model.contrasts[0]).to.include({ test: 'exact Mann-Whitney' });
    expect(model.warnings!.join()).to.contain('1 of 6 runs failed or diverged');
  });

  it('leave out what is not finished, and say so', async () => {
    const folder = runs(...seeds('hinge', [20, 21]), ...seeds('minimax', [30, 31]), {
      loss: 'minimax',
      seed: 2,
      status: 'running',
    });
    const model = await compare(folder);
    expect(model.runs).to.have.lengthOf(4);
    expect(model.warnings!.join()).to.contain('1 runs are not finished and left out: run-4');
  });

  it('are refused where the protocols differ, naming the difference', async () => {
    const folder = runs(
      ...seeds('hinge', [20, 21]),
      ...seeds('minimax', [30, 31], { protocol: { ...fidProtocol, samples: 5000 } }),
    );
    const refused = await codeOf(compare(folder));
    expect(refused)
      .to.match(/^SADDLE_METRIC_PROTOCOL: /)
      .and.to.contain('samples: 10000 against 5000');
  });

  it('take the protocol that all share, fresh latents first', async () => {
    const folder = runs(...seeds('hinge', [20, 21]), ...seeds('minimax', [30, 31]));
    const report = { ...fidProtocol, latents: 'report' };
    for (const [i, path] of findRunDirectories(folder).entries()) {
      writeFileSync(join(path, 'evaluations.jsonl'), evaluation(100 + i, 100, report));
    }
    const model = await compare(folder);
    expect(model.metrics[0]!.protocol['latents']).to.equal('report');
    expect(model.runs.map(({ figures }) => figures['FID_10000'])).to.deep.equal([100, 101, 102, 103]);
    // A checkpoint that is not the last one is no final figure.
    const other = runs(...seeds('hinge', [20, 21]), ...seeds('minimax', [30, 31]));
    appendFileSync(join(findRunDirectories(other)[0]!, 'evaluations.jsonl'), evaluation(5, 50, report));
    expect((await compare(other)).runs[0]!.figures['FID_10000']).to.equal(20);
  });

  it('name the run that was not measured and the command that does it', async () => {
    const folder = runs(...seeds('hinge', [20, 21]), { loss: 'minimax' });
    const refused = await codeOf(compare(folder));
    expect(refused)
      .to.match(/^SADDLE_STUDY_FIGURES: /)
      .and.to.contain('run-2 has none');
    expect(refused).to.contain('saddle evaluate').and.to.contain('--metric fid');
  });

  it('compare in training values only when asked to, marked as such', async () => {
    const folder = runs({ loss: 'hinge', seed: 0 }, { loss: 'hinge', seed: 1 }, { loss: 'minimax' });
    expect(await codeOf(compare(folder)))
      .to.contain('SADDLE_STUDY_FIGURES')
      .and.to.contain('generator/loss');
    expect(await codeOf(compare(folder, { metric: { value: 'generator/loss' } }))).to.contain('--direction');
    expect(await codeOf(compare(folder, { metric: { value: 'generator/los' } }))).to.contain(
      "Did you mean 'generator/loss'",
    );
    const model = await compare(folder, { metric: { value: 'generator/loss', direction: 'lower' } });
    expect(model.runs.map(({ figures }) => figures['generator/loss'])).to.deep.equal([1.1, 1.1 + 0.1, 1.1]);
    expect(model.metrics[0]!.protocol).to.include({ source: 'training value, no evaluation' });
    expect(model.warnings!.join()).to.contain('is a training value');
  });

  it('carry curves, bands, progress and pictures', async () => {
    const model = await compare(runs(...seeds('hinge', [20, 24, 22]), ...seeds('minimax', [30, 31, 33])));
    const [run] = model.runs;
    expect(run!.series['FID_10000']).to.deep.equal({ step: [50, 100], value: [40, 20] });
    expect(run!.series['generator/loss']!.value).to.have.lengthOf(10);
    expect(run!.progress!.seconds.length).to.equal(11);
    expect(Array.from(run!.progress!.seconds).at(-1)).to.be.closeTo(50, 1e-9);
    const band = model.bands!.find(({ series, variant }) => series === 'FID_10000' && variant === 'hinge')!;
    expect(band.step).to.deep.equal([50, 100]);
    // Three values: the interquartile mean is the mean, quartiles by linear interpolation.
    expect(Array.from(band.middle)).to.deep.equal([44, 22]);
    expect(Array.from(band.low)).to.deep.equal([42, 21]);
    const grids = model.pictures!.grids.filter(({ variant }) => variant === 'hinge');
    expect(grids.map(({ role, seed }) => `${role} ${seed}`)).to.deep.equal(['best 0', 'median 2', 'worst 1']);
    expect(grids[0]!.frames.map(({ step }) => step)).to.deep.equal([0, 50, 100]);
    expect(model.pictures!.caption).to.contain('same fixed latents');
  });

  it('may lie in several folders under one name', async () => {
    const folders = [runs({ loss: 'hinge', fid: 20 }), runs({ loss: 'minimax', fid: 30 })];
    const { model, paths } = await compareRuns(folders);
    expect(new Set(model.runs.map(({ id }) => id)).size).to.equal(2);
    expect(model.runs.map(({ figures }) => figures['FID_10000'])).to.deep.equal([20, 30]);
    expect([...paths.values()]).to.deep.equal(folders.map((folder) => join(folder, 'run-0')));
  });

  it('must be there, and the baseline one of them', async () => {
    expect(await codeOf(compareRuns([at('nowhere')]))).to.contain('SADDLE_RUN_NOT_FOUND');
    const folder = runs(...seeds('hinge', [20, 21]), ...seeds('minimax', [30, 31]));
    expect(await codeOf(compare(folder, { baseline: 'hing' })))
      .to.contain('SADDLE_STUDY_BASELINE')
      .and.to.contain('hinge');
  });
});
