import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { RunDirectory } from '@saddle/core';
import { bin, inProcess, lastJson, saddle, scratch, start, tiny, until, type Started } from './support/saddle.js';

const endless = (out: string, ...more: string[]) => [
  ...['run', tiny('ring'), '--out', out, '--set', 'runtime.compile=off', '--set', 'budget.iterations=1000000'],
  ...['--set', 'sampling.every=1000000', ...more],
];

const training = (out: string, { ended }: Started) => {
  let over = false;
  void ended.then(() => (over = true));
  const metrics = join(out, 'metrics.jsonl');
  return until(() => over || (existsSync(metrics) && statSync(metrics).size > 0), 'training has begun');
};

describe('Ctrl-C and SIGTERM', () => {
  const at = scratch();

  for (const [signal, every] of [
    ['SIGINT', 1],
    ['SIGTERM', 100_000],
  ] as const) {
    it(`${signal} ends the run after a checkpoint, with exit code 75 and a JSON line (checkpoints every ${every})`, async () => {
      const out = at(signal);
      const started = start(endless(out, '--json', '--set', `checkpoints.every=${every}`));
      await training(out, started);
      started.child.kill(signal);
      const ended = await started.ended;
      expect(ended.code, ended.stderr).to.equal(75);
      expect(ended.stderr).to.include('SADDLE_INTERRUPTED').and.include(`saddle resume ${out}`);
      const { info, checkpoints } = new RunDirectory(out);
      expect(info.status).to.equal('interrupted');
      expect(checkpoints.list().at(-1)).to.equal(info.iteration);
      const line = lastJson(ended);
      expect(line).to.include({ run: out, status: 'interrupted', step: info.iteration });
      expect(line).to.have.nested.property('metrics.generator/loss');
      expect(existsSync(join(out, 'run.lock'))).to.equal(false);
    });
  }

  it('a second signal ends it at once', async () => {
    const out = at('twice');
    const started = start(endless(out));
    await training(out, started);
    // Delivered together while a step runs: the first asks to stop after it, the second does not wait.
    started.child.kill('SIGINT');
    started.child.kill('SIGTERM');
    const ended = await started.ended;
    expect(ended.code, ended.stderr).to.equal(130);
  });
});

describe('what a run prints', () => {
  const at = scratch();
  const off = ['--set', 'runtime.compile=off', '--set', 'sampling.animation=false'];

  it('is nothing with --quiet', async () => {
    const ended = await saddle(['run', tiny('ring'), '--out', at('quiet'), '--quiet', ...off]);
    expect(ended).to.include({ code: 0, stdout: '', stderr: '' });
  });

  it('is plain lines where there is no terminal: what it runs on, progress, where the pictures are', async () => {
    const { code, stdout, stderr } = await inProcess('run', tiny('ring'), '--out', at('plain'), ...off);
    expect(code).to.equal(0);
    expect(stdout).to.equal('');
    // oxlint-disable-next-line no-control-regex -- the codes that move a terminal's cursor
    expect(stderr).to.not.match(/\u001b|\r/);
    expect(stderr)
      .to.match(/backend +\w+/)
      .and.match(/\d+% \d+\/20 +[\d.]+ it\/s/)
      .and.include(`run      ${at('plain')}`);
    expect(stderr).to.include(at('plain', 'samples'));
  });

  it('ends with one JSON line with --json', async () => {
    const ended = await inProcess('run', tiny('ring'), '--out', at('json'), '--json', ...off);
    expect(ended.stdout.trimEnd().split('\n')).to.have.length(1);
    const line = lastJson<{ metrics: Record<string, number> }>(ended);
    expect(line).to.include({ run: at('json'), status: 'finished', step: 20 });
    const last = JSON.parse(readFileSync(at('json', 'metrics.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!) as object;
    expect(line.metrics).to.deep.equal((last as { values: object }).values);
  });

  it('is a bar on a terminal', function () {
    const command = [process.execPath, bin, 'run', tiny('ring'), '--out', at('terminal'), ...off];
    const quoted = command.map((part) => `'${part}'`).join(' ');
    const found = spawnSync('script', ['-qec', quoted, '/dev/null'], { encoding: 'utf8' });
    if (found.error) {
      console.log('      SKIPPED: there is no script(1) to give a process a terminal');
      return this.skip();
    }
    expect(found.status).to.equal(0);
    // oxlint-disable-next-line no-control-regex -- the codes that clear a line of a terminal
    expect(found.stdout).to.match(/\r\u001b\[2K[█░]{24} \d+% \d+\/20/);
  });
});
