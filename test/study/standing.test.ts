import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  consequenceOf,
  failureOf,
  StudyDirectory,
  takeUp,
  type ChildEnd,
  type Consequence,
  type StudyPlan,
} from '@saddle/study';
import { scratch, writeRun } from './support/run-directories.js';

const ended = (exit: number | null, code?: string): ChildEnd => ({
  exit,
  signal: exit === null ? 'SIGKILL' : null,
  ...(code !== undefined && { error: { code, problem: 'It is so.' } }),
});

describe('what follows from the end of a run', () => {
  const cases: readonly (readonly [what: string, end: ChildEnd, consequence: Consequence])[] = [
    ['it is finished', ended(0), 'done'],
    ['its config is wrong', ended(42, 'SADDLE_CONFIG_INCOMPATIBLE'), 'hopeless'],
    ['its data is missing', ended(42, 'SADDLE_DATA_NOT_FOUND'), 'hopeless'],
    ['it diverged', ended(1, 'SADDLE_TRAIN_DIVERGED'), 'diverged'],
    ['it was killed, as for its memory', ended(null), 'again'],
    ['it crashed without a word', ended(134), 'again'],
    ['the disk was full', ended(1, 'SADDLE_RUN_WRITE'), 'again'],
    ['a download failed', ended(1, 'SADDLE_DATA_DOWNLOAD'), 'again'],
    ['somebody stopped it alone', ended(75, 'SADDLE_INTERRUPTED'), 'again'],
    ['an op cannot be compiled', ended(1, 'SADDLE_COMPILE_UNSUPPORTED'), 'hopeless'],
    ['a plugin breaks its contract', ended(1, 'SADDLE_PLUGIN_CONTRACT'), 'hopeless'],
    ['there is no TensorFlow', ended(1, 'SADDLE_RUNTIME_UNAVAILABLE'), 'hopeless'],
    ['its checkpoints are damaged', ended(1, 'SADDLE_CHECKPOINT_CORRUPT'), 'anew'],
    ['its files were altered', ended(1, 'SADDLE_RUN_CORRUPT'), 'anew'],
    ['an earlier process still writes it', ended(1, 'SADDLE_RUN_LOCKED'), 'busy'],
  ];
  for (const [what, end, consequence] of cases) {
    it(`${consequence}: ${what}`, () => expect(consequenceOf(end, false)).to.equal(consequence));
  }

  it('is no failure while the study is being stopped', () => {
    expect(consequenceOf(ended(75, 'SADDLE_INTERRUPTED'), true)).to.equal('interrupted');
    expect(consequenceOf(ended(null), true)).to.equal('interrupted');
    expect(consequenceOf(ended(0), true)).to.equal('done');
  });

  it('is told in words', () => {
    expect(failureOf(ended(null)).message).to.equal('The process was ended by SIGKILL.');
    expect(failureOf(ended(134)).message).to.equal('The process ended with exit code 134.');
    expect(failureOf(ended(42, 'SADDLE_USAGE'))).to.deep.equal({ code: 'SADDLE_USAGE', message: 'It is so.' });
  });
});

describe('a study taken up again', () => {
  const at = scratch();
  const planOf = (identities: Record<string, string>): StudyPlan => ({
    name: 'again',
    question: '?',
    file: at('again.yaml'),
    base: at('base.yaml'),
    metric: { value: 'fid', direction: 'lower', scale: 'log' },
    baseline: 'a',
    alpha: 0.05,
    margin: 0.05,
    design: 'independent',
    seeds: [0],
    jobs: 1,
    retries: 2,
    versions: {},
    variants: [{ name: 'a', overrides: [] }],
    runs: Object.entries(identities).map(([id, identity]) => ({
      id,
      variant: 'a',
      seed: Number(id.at(-1)),
      identity,
      overrides: [],
      iterations: 100,
    })),
  });
  const standing = (directory: StudyDirectory, identities: Record<string, string>) =>
    Object.fromEntries(takeUp(directory, planOf(identities)).runs.map(({ id, status }) => [id, status]));

  it('keeps what is finished, and knows what was cut off, what diverged and what failed', () => {
    const directory = new StudyDirectory(at('keeps'));
    const ids = { 'a-0': 'i0', 'a-1': 'i1', 'a-2': 'i2', 'a-3': 'i3', 'a-4': 'i4' };
    expect(new Set(Object.values(standing(directory, ids)))).to.deep.equal(new Set(['planned']));
    writeRun(directory.runOf('a-0').path);
    writeRun(directory.runOf('a-1').path, { status: 'running' });
    writeRun(directory.runOf('a-2').path, {
      status: 'failed',
      error: { code: 'SADDLE_TRAIN_DIVERGED', problem: 'NaN' },
    });
    writeRun(directory.runOf('a-3').path, { status: 'failed', error: { code: 'SADDLE_RUN_WRITE', problem: 'full' } });
    expect(standing(directory, ids)).to.deep.equal({
      'a-0': 'done',
      'a-1': 'interrupted',
      'a-2': 'diverged',
      'a-3': 'failed',
      'a-4': 'planned',
    });
  });

  it('puts runs of another identity aside and takes them back', () => {
    const directory = new StudyDirectory(at('aside'));
    standing(directory, { 'a-0': 'first', 'a-1': 'other' });
    writeRun(directory.runOf('a-0').path);
    writeRun(directory.runOf('a-1').path);
    // The config changed: a-0 is another run now; a-1 is not asked for any more.
    expect(standing(directory, { 'a-0': 'second' })).to.deep.equal({ 'a-0': 'planned' });
    expect(existsSync(directory.runOf('a-0').path)).to.equal(false);
    writeRun(directory.runOf('a-0').path, { status: 'interrupted' });
    // And back: the finished ones of the first plan are not run again.
    expect(standing(directory, { 'a-0': 'first', 'a-1': 'other' })).to.deep.equal({ 'a-0': 'done', 'a-1': 'done' });
    expect(standing(directory, { 'a-0': 'second' })).to.deep.equal({ 'a-0': 'interrupted' });
  });

  it('never takes a directory for another run’s where it was cut off in the midst of that', () => {
    const directory = new StudyDirectory(at('cut'));
    standing(directory, { 'a-0': 'first' });
    writeRun(directory.runOf('a-0').path);
    // Put aside, but study.json not yet written.
    directory.supersede({ id: 'a-0', identity: 'first' });
    expect(standing(directory, { 'a-0': 'second' })).to.deep.equal({ 'a-0': 'planned' });
    // study.json written with the old identity again, but the directory not yet taken back.
    directory.save({ ...directory.record!, runs: [{ ...directory.record!.runs[0]!, identity: 'first' }] });
    expect(standing(directory, { 'a-0': 'first' })).to.deep.equal({ 'a-0': 'done' });
  });

  it('says so where study.json is damaged', () => {
    mkdirSync(at('damaged'));
    writeFileSync(join(at('damaged'), 'study.json'), '{"format": 1, ');
    expect(() => takeUp(new StudyDirectory(at('damaged')), planOf({}))).to.throw('is not readable as JSON');
  });

  it('belongs to one process at a time', () => {
    const directory = new StudyDirectory(at('locked'));
    const unlock = directory.lock();
    expect(() => directory.lock()).to.throw('is writing');
    unlock();
    directory.lock()();
  });
});
