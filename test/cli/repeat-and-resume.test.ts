import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HostRandom, RunDirectory } from '@saddle/core';
import { fingerprint, train } from './support/runs.js';
import { inProcess, lastJson, saddle, scratch, start, tiny, until } from './support/saddle.js';

const eager = ['--set', 'runtime.compile=off'];
/** Pictures cost more than all else of a tiny run. */
const fewPictures = ['sampling.every=1000', 'sampling.animation=false'];

describe('a run repeated', function () {
  this.timeout(180_000);
  const at = scratch();

  it('gives the same bytes in another process, eagerly', async () => {
    const run = (out: string) => ['run', tiny('ring'), '--out', out, ...eager, '--json'];
    const child = await saddle(run(at('child')));
    expect(child.code, child.stderr).to.equal(0);
    const here = await inProcess(...run(at('here')));
    expect(here.code, here.stderr).to.equal(0);
    expect(fingerprint(at('here'))).to.deep.equal(fingerprint(at('child')));
  });

  it('gives the same bytes in another process, compiled', async () => {
    const run = (out: string) => ['run', tiny('ring'), '--out', out, '--quiet'];
    expect((await saddle(run(at('compiled-child')))).code).to.equal(0);
    expect((await inProcess(...run(at('compiled-here')))).code).to.equal(0);
    expect(fingerprint(at('compiled-here'))).to.deep.equal(fingerprint(at('compiled-child')));
  });

  it('gives other numbers with another seed, seed 0 being a seed like any other', async () => {
    await train(tiny('ring'), at('seed-1'), { set: ['runtime.compile=off', ...fewPictures] });
    await train(tiny('ring'), at('seed-0'), { set: ['runtime.compile=off', 'seed=0', ...fewPictures] });
    await train(tiny('ring'), at('seed-0-again'), { set: ['runtime.compile=off', 'seed=0', ...fewPictures] });
    expect(fingerprint(at('seed-0'))['weights']).to.not.equal(fingerprint(at('seed-1'))['weights']);
    expect(fingerprint(at('seed-0-again'))).to.deep.equal(fingerprint(at('seed-0')));
  });
});

/** What there is to interrupt, and where. */
const interrupted: Record<string, { config: string; set?: string[]; stopAt: number }> = {
  'two plain networks, compiled': { config: 'ring', stopAt: 8 },
  'averaged weights, two discriminator steps in one pass, schedules, groups and clipping': {
    config: 'ring-all-options',
    set: ['runtime.compile=off'],
    stopAt: 7,
  },
  'discriminator steps chosen while training, in separate updates': {
    config: 'moons-auto',
    set: ['runtime.compile=off', 'budget.iterations=48', ...fewPictures],
    stopAt: 43,
  },
  'pictures read by a worker thread, averaged weights, batch normalization': {
    config: 'shapes',
    set: ['runtime.compile=off'],
    stopAt: 4,
  },
  'conditional networks': {
    config: 'ring',
    set: ['runtime.compile=off', 'conditional=true', 'averaging.decay=0.9', ...fewPictures],
    stopAt: 13,
  },
};

describe('a run interrupted between checkpoints and resumed', function () {
  this.timeout(180_000);
  const at = scratch();
  for (const [i, [name, { config, set = [], stopAt }]] of Object.entries(interrupted).entries()) {
    it(`ends in the same bytes: ${name}`, async () => {
      await train(tiny(config), at(`whole-${i}`), { set });
      const out = at(`parts-${i}`);
      expect(await train(tiny(config), out, { set, stopAt })).to.equal('interrupted');
      const run = new RunDirectory(out);
      expect(run.info.status).to.equal('interrupted');
      expect(run.checkpoints.list().at(-1)).to.be.at.least(stopAt).and.below(run.info.iterations);
      expect(await train(tiny(config), out, { resume: true })).to.have.property('status', 'finished');
      expect(fingerprint(out)).to.deep.equal(fingerprint(at(`whole-${i}`)));
    });
  }

  it('has changed k where it is chosen while training, so that the test above means something', () => {
    const records = JSON.parse(
      readFileSync(join(new RunDirectory(at('whole-2')).checkpoints.pathOf(48), 'records.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(records).to.have.nested.property('procedure/balance.k').that.is.not.equal(1);
  });
});

describe('a run killed by SIGKILL at 20 moments, checkpoints being written too', function () {
  this.timeout(600_000);
  const at = scratch();

  it('ends in the bytes of the uninterrupted run', async () => {
    const iterations = 400;
    const settings = [
      ...['--set', `budget.iterations=${iterations}`, '--set', 'checkpoints={every: 1, keep: 2}'],
      ...['--set', 'logging.every=7', '--set', 'sampling={every: 100, count: 16, animation: false}', ...eager],
    ];
    const random = new HostRandom(20, 'kills');
    const run = new RunDirectory(at('killed'));
    const newest = () => run.checkpoints.list().at(-1) ?? -1;
    const isWriting = () =>
      existsSync(run.checkpoints.folder) && readdirSync(run.checkpoints.folder).some((name) => name.startsWith('.'));
    let halfWritten = 0;
    let killed = 0;
    for (; killed < 20; killed++) {
      const command = existsSync(run.infoPath) ? ['resume', run.path] : ['run', tiny('ring'), '--out', run.path];
      const { child, ended } = start([...command, ...(command[0] === 'run' ? settings : []), '--quiet']);
      let exited = false;
      void ended.then(() => (exited = true));
      const before = newest();
      // The first two before there is a checkpoint at all; then after some iterations, at any moment of one.
      const target = before + 1 + random.integer(12);
      const reached =
        killed === 0
          ? () => existsSync(join(run.path, 'log.txt')) || existsSync(run.infoPath)
          : () => newest() >= target;
      await until(() => exited || reached(), `iteration ${target}`);
      // Every other kill strikes in the middle of a checkpoint, the rest at any moment.
      if (killed % 2 === 1) await until(() => exited || isWriting(), 'a checkpoint is being written', { pause: 0 });
      else await new Promise((done) => setTimeout(done, random.integer(12)));
      child.kill('SIGKILL');
      const end = await ended;
      expect(end.signal, `kill ${killed}: ${end.stderr}`).to.equal('SIGKILL');
      if (isWriting()) halfWritten += 1;
    }
    expect(newest(), 'iterations left for the last session').to.be.below(iterations);
    expect(halfWritten, 'kills while a checkpoint was written').to.be.at.least(3);
    const last = await saddle(['resume', run.path, '--json']);
    expect(last.code, last.stderr).to.equal(0);
    expect(lastJson(last)).to.include({ status: 'finished', step: iterations });

    const set = settings.filter((argument) => argument !== '--set');
    await train(tiny('ring'), at('whole'), { set });
    expect(fingerprint(run.path)).to.deep.equal(fingerprint(at('whole')));
    const leftovers = readdirSync(run.path, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(^|\/)\.|\.tmp$|\.lock|\.new$/.test(name),
    );
    expect(leftovers).to.deep.equal([]);
  });
});
