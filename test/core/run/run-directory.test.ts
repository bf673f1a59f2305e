import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { CheckpointStore, lock, MetricsLog, readMetrics, replaceFile, RunDirectory, type Snapshot } from '@saddle/core';

const snapshot = (iteration: number): Snapshot => ({
  iteration,
  tensors: new Map([['w', { dtype: 'float32', shape: [2], data: new Float32Array([iteration, 1 / 3]) }]]),
  records: { loop: { iteration } },
});

describe('the run directory', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'saddle-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  describe('checkpoints', () => {
    it('come back as they were written, the newest first; only so many are kept', () => {
      const store = new CheckpointStore(join(folder, 'checkpoints'));
      expect(store.readNewest(() => {})).to.equal(undefined);
      for (const iteration of [5, 10, 100, 1_000_000_000]) store.write(snapshot(iteration));
      expect(store.list()).to.deep.equal([5, 10, 100, 1_000_000_000]);
      expect(store.readNewest(() => {})).to.deep.equal(snapshot(1_000_000_000));
      expect(store.read(10)).to.deep.equal(snapshot(10));
      store.prune(2);
      expect(store.list()).to.deep.equal([100, 1_000_000_000]);
    });

    it('have the same bytes whenever they are written', () => {
      const store = new CheckpointStore(folder);
      store.write(snapshot(5));
      const files = readdirSync(store.pathOf(5));
      const first = files.map((name) => readFileSync(join(store.pathOf(5), name), 'utf8'));
      store.write(snapshot(5));
      expect(files.map((name) => readFileSync(join(store.pathOf(5), name), 'utf8'))).to.deep.equal(first);
      expect(readdirSync(folder)).to.deep.equal(['000000005']);
    });

    it('that a crash left half written are not seen, and swept away by the next', () => {
      const store = new CheckpointStore(folder);
      store.write(snapshot(5));
      mkdirSync(join(folder, '.writing-10'));
      writeFileSync(join(folder, '.writing-10', 'state.safetensors'), 'half');
      mkdirSync(join(folder, '.deleting-1'));
      expect(store.list()).to.deep.equal([5]);
      expect(store.readNewest(() => expect.fail('nothing is damaged'))!.iteration).to.equal(5);
      store.write(snapshot(10));
      store.prune(3);
      expect(readdirSync(folder)).to.deep.equal(['000000005', '000000010']);
    });

    it('survive a crash at each moment of being replaced', () => {
      const store = new CheckpointStore(folder);
      store.write(snapshot(5));
      // Moved aside, and the new one not yet in its place.
      renameSync(store.pathOf(5), join(folder, '.replaced-000000005'));
      store.recover();
      expect(store.read(5)).to.deep.equal(snapshot(5));
      // The new one in place, and the old one not yet gone.
      mkdirSync(join(folder, '.replaced-000000005'));
      store.recover();
      expect(store.read(5)).to.deep.equal(snapshot(5));
      store.prune(1);
      expect(readdirSync(folder)).to.deep.equal(['000000005']);
    });

    it('cannot be written where that is not possible: a coded error, and the earlier ones stay', function () {
      const store = new CheckpointStore(join(folder, 'checkpoints'));
      store.write(snapshot(5));
      const inTheWay = new CheckpointStore(join(folder, 'checkpoints', '000000005', 'manifest.json'));
      expect(() => inTheWay.write(snapshot(10))).to.throw();
      expect(store.readNewest(() => {})!.iteration).to.equal(5);
    });
  });

  describe('the metrics log', () => {
    const record = (iteration: number) => ({ kind: 'training', iteration, values: { loss: 1 / iteration } });

    it('is cut back to what it was at a checkpoint', () => {
      const path = join(folder, 'metrics.jsonl');
      const log = new MetricsLog(path);
      log.append(record(1));
      const { length } = log;
      log.append(record(2));
      log.flush();
      log.close();
      appendFileSync(path, '{"kind":"training","iter');
      expect(readMetrics(path)).to.deep.equal([record(1), record(2)]);
      const again = new MetricsLog(path);
      again.rewind(length);
      again.append(record(3));
      again.close();
      expect(readMetrics(path)).to.deep.equal([record(1), record(3)]);
    });

    it('that is shorter than the checkpoint says is refused', () => {
      const log = new MetricsLog(join(folder, 'metrics.jsonl'));
      log.append(record(1));
      expect(() => log.rewind(10_000))
        .to.throw('metrics.jsonl')
        .with.property('code', 'SADDLE_RUN_CORRUPT');
      log.close();
    });

    it('with a broken line is refused with its number', () => {
      const path = join(folder, 'metrics.jsonl');
      writeFileSync(path, '{"kind":"training","iteration":1}\nnonsense\n');
      expect(() => readMetrics(path)).to.throw('metrics.jsonl:2');
      expect(readMetrics(join(folder, 'none.jsonl'))).to.deep.equal([]);
    });
  });

  describe('the lock', () => {
    const path = () => join(folder, 'run.lock');

    it('is held by one, and free again afterwards', () => {
      const unlock = lock(path());
      expect(() => lock(path()))
        .to.throw(`Process ${process.pid}`)
        .with.property('code', 'SADDLE_RUN_LOCKED');
      unlock();
      lock(path())();
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    it('of a process that has ended, or was cut short while being written, is taken over', () => {
      for (const content of [JSON.stringify({ pid: 2 ** 22 - 1, host: hostname(), born: '1' }), '', '{"pid":']) {
        writeFileSync(path(), content);
        const unlock = lock(path());
        expect(JSON.parse(readFileSync(path(), 'utf8'))).to.include({ pid: process.pid });
        unlock();
      }
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    it('of a process that is dead but not yet buried is taken over', async function () {
      if (!existsSync('/proc/self/stat')) return this.skip();
      // The shell becomes a sleep that never asks how its child ended.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
        const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0];
        for (let i = 0; i < 500 && state() !== 'Z'; i++) await new Promise((done) => setTimeout(done, 5));
        const born = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19];
        writeFileSync(path(), JSON.stringify({ pid, host: hostname(), born }));
        lock(path())();
      } finally {
        parent.kill('SIGKILL');
      }
    });
  });

  it('replaces a file as a whole', () => {
    const path = join(folder, 'deep', 'run.json');
    replaceFile(path, 'one');
    replaceFile(path, new TextEncoder().encode('two'));
    expect(readFileSync(path, 'utf8')).to.equal('two');
    expect(readdirSync(join(folder, 'deep'))).to.deep.equal(['run.json']);
  });

  it('is vacant while nothing of value is in it', () => {
    const run = new RunDirectory(join(folder, 'run'));
    expect(run.isVacant).to.equal(true);
    run.create();
    run.log('a line');
    expect(run.isVacant).to.equal(true);
    writeFileSync(run.configPath, 'mine: true\n');
    expect(run.isVacant, "a config that is no run's").to.equal(false);
    writeFileSync(join(run.path, 'run.lock'), '');
    expect(run.isVacant, 'a run killed before it began').to.equal(true);
    writeFileSync(join(run.path, 'notes.txt'), '');
    expect(run.isVacant).to.equal(false);
  });

  it('is not found where there is none, and refused where run.json is cut', () => {
    expect(() => RunDirectory.open(folder))
      .to.throw()
      .with.property('code', 'SADDLE_RUN_NOT_FOUND');
    writeFileSync(join(folder, 'run.json'), '{"format');
    expect(() => RunDirectory.open(folder).info)
      .to.throw('run.json')
      .with.property('code', 'SADDLE_RUN_CORRUPT');
  });
});
