import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadExperimentConfig } from '@saddle/cli';
import { isSaddleError, type SaddleError } from '@saddle/core';
import { expandVariants, makePlan, runIdentity, scaleOf, type PlanServices } from '@saddle/study';
import { root } from '../support/installed-plugins.js';
import { scratch } from './support/run-directories.js';

const services: PlanServices = {
  loadConfig: async (file, overrides) => (await loadExperimentConfig(file, { overrides })).config,
  versions: async () => ({ saddle: '1.0.0' }),
  iterationsIn: async (seconds) => seconds * 10,
};

const base = JSON.stringify(join(root, 'configs/tiny/ring.yaml'));

const study = (changes: Record<string, string> = {}) =>
  Object.entries({
    question: 'Which is better?',
    base,
    variants: '[{ name: one }, { name: two, set: { loss: { use: hinge } } }]',
    seeds: '2',
    metric: '{ value: generator/loss, direction: lower }',
    baseline: 'one',
    ...changes,
  })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');

describe('the plan of a study', () => {
  const at = scratch();
  let number = 0;
  const plan = (text: string, own: Partial<PlanServices> = {}) => {
    const file = at(`study-${number++}.yaml`);
    writeFileSync(file, text);
    return makePlan(file, { ...services, ...own });
  };
  const issuesOf = async (text: string): Promise<readonly SaddleError[]> => {
    try {
      await plan(text);
    } catch (error) {
      if (isSaddleError(error)) {
        expect(error.exitCode).to.equal(42);
        return error.issues;
      }
      throw error;
    }
    throw new Error('Expected an error.');
  };

  it('has every variant with every seed, in the order of the file', async () => {
    const { runs, variants, seeds } = await plan(study());
    expect(runs.map(({ id }) => id)).to.deep.equal(['one-0', 'one-1', 'two-0', 'two-1']);
    expect(seeds).to.deep.equal([0, 1]);
    expect(variants[1]!.overrides).to.include('loss={"use":"hinge"}');
    expect(runs[3]!.overrides).to.include('seed=1').and.to.include('name=two');
    expect(runs.every(({ iterations }) => iterations === 20)).to.equal(true);
  });

  it('gives the pictures of all runs the same latents, unless the config chose some', async () => {
    expect((await plan(study({ seeds: '[7, 8]' }))).variants[0]!.overrides).to.include('sampling.seed=7');
    const chosen = await plan(study({ set: '{ sampling.seed: 3 }' }));
    expect(chosen.variants[0]!.overrides.filter((one) => one.startsWith('sampling.seed'))).to.deep.equal([
      'sampling.seed=3',
    ]);
  });

  it('tells runs apart by config, seed and code, and by nothing else', async () => {
    const identities = async (text: string, own: Partial<PlanServices> = {}) =>
      (await plan(text, own)).runs.map(({ identity }) => identity);
    const plain = await identities(study());
    expect(new Set(plain).size).to.equal(4);
    expect(await identities(study({ question: 'Another one?', jobs: '3', alpha: '.01' }))).to.deep.equal(plain);
    expect(
      await identities(study({ variants: '[{ name: one }, { name: zwei, set: { loss.use: hinge } }]' })),
    ).to.deep.equal(plain);
    const others = [
      await identities(study({ set: '{ data.batch: 16 }' })),
      await identities(study({ budget: '{ iterations: 30 }' })),
      await identities(study({ seeds: '[4, 5]' })),
      await identities(study(), { versions: async () => ({ saddle: '1.0.1' }) }),
    ];
    for (const other of others) for (const identity of other) expect(plain).to.not.include(identity);
    // A third seed leaves the identities of the first two alone.
    expect((await identities(study({ seeds: '3' }))).filter((one) => plain.includes(one))).to.have.lengthOf(4);
    expect(runIdentity('a', 1, { x: '1', y: '2' })).to.equal(runIdentity('a', 1, { y: '2', x: '1' }));
  });

  it('combines the values of a matrix, the last key fastest', () => {
    const variants = expandVariants({
      variants: { 'loss.use': ['minimax', 'hinge'], 'optimizers.generator.learningRate': [1e-3, 1e-4] },
    });
    expect(variants.map(({ name }) => name)).to.deep.equal([
      'minimax-learning-rate-0-001',
      'minimax-learning-rate-0-0001',
      'hinge-learning-rate-0-001',
      'hinge-learning-rate-0-0001',
    ]);
    expect(variants[3]!.set).to.deep.equal({ 'loss.use': 'hinge', 'optimizers.generator.learningRate': 1e-4 });
    const whole = expandVariants({ variants: { loss: [{ use: 'hinge' }, { use: 'minimax', flip: 0.1 }] } });
    expect(whole.map(({ name }) => name)).to.deep.equal(['hinge', 'minimax']);
  });

  it('sets the same budget everywhere; a time budget by the pace of each variant', async () => {
    expect((await plan(study({ budget: '{ images: 320 }' }))).runs.map(({ iterations }) => iterations)).to.deep.equal([
      10, 10, 10, 10,
    ]);
    const asked: string[] = [];
    const timed = await plan(study({ budget: '{ seconds: 6 }' }), {
      iterationsIn: async (seconds, { name }) => {
        asked.push(name);
        return seconds * (name === 'one' ? 10 : 5);
      },
    });
    expect(asked).to.deep.equal(['one', 'two']);
    expect(timed.runs.map(({ iterations }) => iterations)).to.deep.equal([60, 60, 30, 30]);
  });

  it('analyses FID on logs and what may be zero or negative as it is', async () => {
    expect(['fid', 'FID_10000', 'kid', 'highQualityShare', 'fidInfinity'].map(scaleOf)).to.deep.equal([
      'log',
      'log',
      'linear',
      'linear',
      'linear',
    ]);
    const declared = await plan(study({ metric: '{ value: generator/loss, direction: lower, scale: log }' }));
    expect(declared.metric.scale).to.equal('log');
  });

  it('reports all problems of the file at once, each with its place', async () => {
    const issues = await issuesOf(
      study({
        question: "''",
        variants: '[{ name: One }, { name: two, sets: 1 }]',
        metric: '{ value: fid, direction: less }',
      }),
    );
    expect(issues.map(({ code, at: place }) => `${place?.line} ${code}`)).to.deep.equal([
      '1 SADDLE_CONFIG_VALUE',
      '3 SADDLE_CONFIG_VALUE',
      '3 SADDLE_CONFIG_UNKNOWN_KEY',
      '5 SADDLE_CONFIG_VALUE',
    ]);
  });

  it('reports the problems of every variant’s config where this file wrote them', async () => {
    const issues = await issuesOf(
      study({
        set: '{ data.bach: 3 }',
        variants: `
  - { name: one }
  - { name: two, set: { loss: { use: hing }, optimizers.generator.learningRate: fast } }
  - { name: two, set: { seed: 4 } }`,
        baseline: 'three',
      }),
    );
    expect(issues.map(({ code, at: place }) => `${place?.line} ${code}`)).to.deep.equal([
      '5 SADDLE_CONFIG_UNKNOWN_PLUGIN',
      '5 SADDLE_CONFIG_VALUE',
      '6 SADDLE_CONFIG_VALUE',
      '6 SADDLE_CONFIG_INCOMPATIBLE',
      '9 SADDLE_STUDY_BASELINE',
      '10 SADDLE_CONFIG_UNKNOWN_KEY',
    ]);
    expect(issues[0]!.message).to.contain("Did you mean 'hinge'?");
  });

  it('refuses a primary metric that no run would measure', async () => {
    const [issue] = await issuesOf(study({ metric: '{ use: mixture, value: reverseKl, direction: lower }' }));
    expect(issue!.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
    expect(issue!.message).to.contain('metrics: [{ use: mixture }]');
    await plan(
      study({
        set: '{ metrics: [{ use: mixture, samples: 100 }] }',
        metric: '{ use: mixture, value: reverseKl, direction: lower }',
      }),
    );
  });
});
