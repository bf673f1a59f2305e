import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { withLock } from '@saddle/runtime/provision';
import { expect } from 'chai';
import { provisionUrl, runModule, startModule } from '../support/child.js';
import { withScratch } from '../support/scratch.js';

/** Adds one to a number in a file, slowly, so that two at a time would lose additions. */
const countUp = `
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const { withLock } = await import(${JSON.stringify(provisionUrl)});
const [, lock, file] = process.argv;
for (let i = 0; i < 5; i++) {
  await withLock(lock, async () => {
    const before = Number(readFileSync(file, 'utf8'));
    await setTimeout(3);
    writeFileSync(file, String(before + 1));
  }, { poll: 2 });
}
`;

const deadProcess = () => spawnSync(process.execPath, ['-e', '']).pid;

const entered = (path: string) => withLock(path, async () => 'entered', { poll: 10 });

describe('withLock', () => {
  it('lets one process at a time in', () =>
    withScratch(async (folder) => {
      const file = join(folder, 'number');
      writeFileSync(file, '0');
      const children = Array.from({ length: 5 }, () => runModule(countUp, [join(folder, 'lock'), file]));
      for (const { status, stderr } of await Promise.all(children)) expect(status, stderr).to.equal(0);
      expect(readFileSync(file, 'utf8')).to.equal('25');
    }));

  it('takes over the lock of a process that was killed while it held it', () =>
    withScratch(async (folder) => {
      const path = join(folder, 'lock');
      const hold = `
const { withLock } = await import(${JSON.stringify(provisionUrl)});
await withLock(process.argv[1], () => new Promise((resolve) => { console.log('held'); setTimeout(resolve, 60_000); }));
`;
      const { child, result } = startModule(hold, [path]);
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      expect(JSON.parse(readFileSync(path, 'utf8'))).to.include({ pid: child.pid });
      child.kill('SIGKILL');
      await result;
      expect(await entered(path)).to.equal('entered');
    }));

  for (const [name, holder] of [
    ['of a process that is gone', () => ({ pid: deadProcess(), host: hostname(), token: 'x' })],
    [
      'of an earlier process with the same id',
      () => ({ pid: process.pid, started: '1', host: hostname(), token: 'x' }),
    ],
  ] as const) {
    it(`takes over a lock ${name}`, function () {
      if (process.platform !== 'linux' && name.includes('same id')) this.skip();
      return withScratch(async (folder) => {
        const path = join(folder, 'lock');
        writeFileSync(path, JSON.stringify(holder()));
        expect(await entered(path)).to.equal('entered');
      });
    });
  }

  it("takes over another machine's lock only when it was not touched for a minute", () =>
    withScratch(async (folder) => {
      const path = join(folder, 'lock');
      writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }));
      const waiting: unknown[] = [];
      const done = withLock(path, async () => 'entered', { poll: 10, onWait: (holder) => waiting.push(holder) });
      const first = await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 150, 'still waiting'))]);
      expect(first).to.equal('still waiting');
      expect(waiting).to.have.length(1);
      expect(waiting[0]).to.include({ pid: 1, host: 'elsewhere' });
      const old = new Date(Date.now() - 61_000);
      utimesSync(path, old, old);
      expect(await done).to.equal('entered');
    }));

  it('is free again after the work failed, and leaves no file', () =>
    withScratch(async (folder) => {
      const path = join(folder, 'deep', 'lock');
      const failure = await withLock(path, () => Promise.reject(new Error('work'))).catch(
        (error: Error) => error.message,
      );
      expect(failure).to.equal('work');
      expect(await entered(path)).to.equal('entered');
      expect(() => readFileSync(path)).to.throw('ENOENT');
    }));
});
