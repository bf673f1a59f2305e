import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { RunDirectory } from '@saddle/core';
import { fingerprint, train } from './support/runs.js';
import { inProcess, lastJson, saddle, scratch, start, tiny, until } from './support/saddle.js';

const set = ['runtime.compile=off', 'sampling.every=1000', 'sampling.animation=false'];

interface Failure {
  readonly status: string;
  readonly error: { readonly code: string; readonly problem: string; readonly advice: string };
}

/** Flips one bit in the middle of a file. */
function alter(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle]! ^ 1;
  writeFileSync(path, bytes);
}

const halve = (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2));

describe('a damaged run directory', () => {
  const at = scratch();
  let whole: Record<string, unknown>;
  let copies = 0;

  before(async () => {
    await train(tiny('ring'), at('whole'), { set });
    whole = fingerprint(at('whole'));
    await train(tiny('ring'), at('stopped'), { set, stopAt: 12 });
  });

  /** A copy of a run that was interrupted after 12 of 20 iterations; it has checkpoints of 10 and 12. */
  function stopped(): RunDirectory {
    const out = at(`copy-${copies++}`);
    cpSync(at('stopped'), out, { recursive: true });
    return new RunDirectory(out);
  }

  for (const [kind, damage] of Object.entries({
    truncated: halve,
    altered: alter,
    missing: (path: string) => rmSync(path),
  })) {
    for (const file of ['state.safetensors', 'records.json', 'manifest.json']) {
      it(`is resumed from the newest intact checkpoint where ${file} is ${kind}, and says so`, async () => {
        const run = stopped();
        const path = join(run.checkpoints.pathOf(12), file);
        damage(path);
        const { code, stderr } = await inProcess('resume', run.path);
        expect(code, stderr).to.equal(0);
        const named = file === 'manifest.json' ? run.checkpoints.pathOf(12) : path;
        expect(stderr).to.include(`Passed over: ${named}`);
        expect(stderr).to.include('Resuming from iteration 10');
        expect(readFileSync(run.logPath, 'utf8')).to.include(`Passed over: ${named}`);
        expect(fingerprint(run.path)).to.deep.equal(whole);
      });
    }
  }

  it('is refused where no checkpoint is intact', async () => {
    const run = stopped();
    for (const iteration of [10, 12]) alter(join(run.checkpoints.pathOf(iteration), 'state.safetensors'));
    const ended = await inProcess('resume', run.path, '--json');
    expect(ended.code).to.equal(1);
    const { error } = lastJson<Failure>(ended);
    expect(error.code).to.equal('SADDLE_CHECKPOINT_CORRUPT');
    expect(error.problem).to.include('state.safetensors');
  });

  it('takes no checkpoint for another that was renamed', async () => {
    const run = stopped();
    cpSync(run.checkpoints.pathOf(12), run.checkpoints.pathOf(15), { recursive: true });
    const { code, stderr } = await inProcess('resume', run.path);
    expect(code).to.equal(0);
    expect(stderr).to.include('Resuming from iteration 12');
  });

  it('gets back a checkpoint that was being replaced when the process was killed', async () => {
    const run = stopped();
    const folder = run.checkpoints.folder;
    rmSync(run.checkpoints.pathOf(10), { recursive: true });
    execFileSync('mv', [run.checkpoints.pathOf(12), join(folder, '.replaced-000000012')]);
    const { code, stderr } = await inProcess('resume', run.path);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.include('Resuming from iteration 12');
    expect(fingerprint(run.path)).to.deep.equal(whole);
  });

  it('is refused where its config was altered, cut or lost', async () => {
    const changes: Record<string, (path: string) => void> = {
      altered: (path) =>
        writeFileSync(path, readFileSync(path, 'utf8').replace('learningRate: 0.001', 'learningRate: 0.002')),
      cut: (path) => writeFileSync(path, readFileSync(path, 'utf8').split('averaging:')[0]!),
      lost: (path) => rmSync(path),
    };
    for (const [name, change] of Object.entries(changes)) {
      const run = stopped();
      change(run.configPath);
      const ended = await inProcess('resume', run.path, '--json');
      expect(ended.code, name).to.not.equal(0);
      expect(ended.stderr, name).to.include(run.configPath);
      expect(lastJson<Failure>(ended).error.code, name).to.match(/^SADDLE_(RUN_CORRUPT|CONFIG_)/);
      expect(ended.stderr).to.not.match(/\n\s+at /);
    }
  });

  it('is refused where run.json or metrics.jsonl was cut', async () => {
    for (const name of ['run.json', 'metrics.jsonl']) {
      const run = stopped();
      halve(join(run.path, name));
      const ended = await inProcess('resume', run.path, '--json');
      expect(ended.code).to.equal(1);
      expect(lastJson<Failure>(ended).error).to.include({ code: 'SADDLE_RUN_CORRUPT' });
      expect(ended.stderr).to.include(join(run.path, name));
    }
  });

  it('begins anew where it ended before its first checkpoint', async () => {
    const run = stopped();
    rmSync(run.checkpoints.folder, { recursive: true });
    const { code, stderr } = await inProcess('resume', run.path);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.include('no checkpoint yet');
    expect(fingerprint(run.path)).to.deep.equal(whole);
  });
});

describe('a run whose data changed', () => {
  const at = scratch();

  it('is not resumed', async () => {
    const rows = Array.from({ length: 64 }, (_, i) => `${Math.sin(i)},${Math.cos(i)}`);
    writeFileSync(at('points.csv'), `x,y\n${rows.join('\n')}\n`);
    const config = at('points.yaml');
    writeFileSync(
      config,
      `extends: ${JSON.stringify(tiny('ring'))}\ndata: { use: csv, file: ./points.csv, batch: 16 }\n`,
    );
    expect(await train(config, at('run'), { set, stopAt: 7 })).to.equal('interrupted');
    writeFileSync(at('points.csv'), `x,y\n${rows.toReversed().join('\n')}\n`);
    const ended = await inProcess('resume', at('run'), '--json');
    expect(ended.code).to.equal(1);
    const { error } = lastJson<Failure>(ended);
    expect(error.code).to.equal('SADDLE_RUN_CORRUPT');
    expect(error.problem).to.include("data 'csv'");
  });

  it('names a data file that is damaged', async () => {
    writeFileSync(at('points.csv'), 'x,y\n1,2\n3\n');
    const ended = await inProcess('run', at('points.yaml'), '--out', at('damaged'), '--json');
    expect(ended.code).to.equal(1);
    expect(lastJson<Failure>(ended).error.code).to.equal('SADDLE_DATA_CORRUPT');
    expect(ended.stderr).to.include('points.csv');
  });
});

describe('a full disk', function () {
  this.timeout(180_000);
  let mounted = false;
  after(() => mounted && execFileSync('umount', [at('disk')]));
  const at = scratch();

  before(function () {
    mkdirSync(at('disk'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=640k', 'tmpfs', at('disk')], { stdio: 'ignore' });
      mounted = true;
    } catch {
      console.log('      SKIPPED: mounting a small file system is not permitted here');
      this.skip();
    }
  });

  it('stops the run with a clear error and an intact checkpoint; the run goes on once there is room', async () => {
    const out = at('disk', 'run');
    const settings = [
      'runtime.compile=off',
      'checkpoints={every: 5, keep: 100}',
      'sampling.every=1000',
      'sampling.animation=false',
      'budget.iterations=400',
    ];
    const ended = await inProcess(
      'run',
      tiny('ring'),
      '--out',
      out,
      '--json',
      ...settings.flatMap((one) => ['--set', one]),
    );
    expect(ended.code, ended.stderr).to.equal(1);
    expect(ended.stderr).to.match(/^error SADDLE_RUN_WRITE: Cannot write .*: the disk is full\.$/m);
    expect(ended.stderr).to.not.match(/\n\s+at /);
    expect(lastJson<Failure>(ended).error.code).to.equal('SADDLE_RUN_WRITE');
    const run = new RunDirectory(out);
    const newest = run.checkpoints.readNewest((error) => expect.fail(error.message));
    expect(newest?.iteration).to.be.greaterThan(0);

    execFileSync('mount', ['-o', 'remount,size=16m', at('disk')]);
    const resumed = await inProcess('resume', out);
    expect(resumed.code, resumed.stderr).to.equal(0);
    await train(tiny('ring'), at('whole'), { set: settings });
    expect(fingerprint(out)).to.deep.equal(fingerprint(at('whole')));
  });
});

describe('one run directory and several processes', () => {
  const at = scratch();

  it('is written by one: another is refused, whether it resumes or begins', async () => {
    const out = at('busy');
    const endless = [
      '--set',
      'runtime.compile=off',
      '--set',
      'budget.iterations=1000000',
      '--set',
      'sampling.every=1000000',
    ];
    const { child, ended } = start(['run', tiny('ring'), '--out', out, ...endless]);
    try {
      await until(
        () => existsSync(join(out, 'metrics.jsonl')) && statSync(join(out, 'metrics.jsonl')).size > 0,
        'training has begun',
      );
      for (const command of [
        ['resume', out],
        ['run', tiny('ring'), '--out', out, '--overwrite'],
      ]) {
        const second = await inProcess(...command, '--json');
        expect(second.code).to.equal(1);
        const { error } = lastJson<Failure>(second);
        expect(error.code).to.equal('SADDLE_RUN_LOCKED');
        expect(error.problem).to.include(`Process ${child.pid}`);
      }
      const sampled = await inProcess('sample', out, '-n', '4', '--out', at('while-training.png'));
      expect(sampled.code, sampled.stderr).to.equal(0);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    expect(existsSync(join(out, 'run.lock'))).to.equal(true);
    const listed = await inProcess('show', out);
    expect(listed.code).to.equal(0);
    expect(
      (
        await inProcess(
          'run',
          tiny('ring'),
          '--out',
          out,
          '--overwrite',
          '--quiet',
          ...['--set', 'runtime.compile=off'],
        )
      ).code,
    ).to.equal(0);
  });

  it('takes over the lock of a process that is dead, or whose number another process has now', async () => {
    for (const [name, holder] of Object.entries({
      dead: { pid: 2 ** 22 - 1, host: hostname(), born: '1' },
      reused: { pid: process.pid, host: hostname(), born: '1' },
    })) {
      await train(tiny('ring'), at(name), { set, stopAt: 3 });
      writeFileSync(join(at(name), 'run.lock'), JSON.stringify(holder));
      expect((await inProcess('resume', at(name), '--quiet')).code).to.equal(0);
      expect(existsSync(join(at(name), 'run.lock'))).to.equal(false);
    }
  });

  it('does not take over the lock of a process on another machine', async () => {
    await train(tiny('ring'), at('elsewhere'), { set, stopAt: 3 });
    writeFileSync(join(at('elsewhere'), 'run.lock'), JSON.stringify({ pid: 1, host: 'another', born: '1' }));
    const ended = await inProcess('resume', at('elsewhere'));
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.include('SADDLE_RUN_LOCKED').and.include('another').and.include('run.lock');
  });

  it('never takes a folder with files of others', async () => {
    mkdirSync(at('mine'));
    writeFileSync(at('mine', 'thesis.tex'), 'precious');
    for (const flags of [[], ['--overwrite']]) {
      const ended = await saddle(['run', tiny('ring'), '--out', at('mine'), ...flags]);
      expect(ended.code).to.equal(42);
      expect(ended.stderr).to.include('SADDLE_RUN_EXISTS');
    }
    expect(readFileSync(at('mine', 'thesis.tex'), 'utf8')).to.equal('precious');
  });
});
