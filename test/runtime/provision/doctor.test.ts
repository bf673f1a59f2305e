import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SaddleError } from '@saddle/core';
import { doctor, formatDoctor, setup } from '@saddle/runtime';
import { expect } from 'chai';
import { fakePython } from '../support/fake-python.js';
import { withScratch } from '../support/scratch.js';

describe('doctor', () => {
  it('reports every part, as plain data', async () => {
    const report = await doctor();
    expect(JSON.parse(JSON.stringify(report))).to.deep.equal(report);
    expect(report.checks.map(({ name }) => name)).to.deep.equal([
      ...['Node', 'npm', 'Python', 'pip', 'C++ compiler', 'Cache', 'tfjs-node', 'Disk space'],
      ...['Binding', 'Backend', 'TensorFlow', 'CPU', 'Threads'],
    ]);
    for (const { name, found, ok, status, advice } of report.checks) {
      expect(found, name).to.match(/\S/);
      expect(ok, name).to.equal(status !== 'failed');
      expect(advice === undefined, name).to.equal(status === 'ok');
    }
    expect(report.ok).to.equal(report.checks.every(({ ok }) => ok));
    expect(formatDoctor(report).split('\n').length).to.be.greaterThan(report.checks.length);
  });

  it('names what is missing and the command that mends it, without failing a machine that is set up', () =>
    withScratch(async (folder) => {
      const { checks, backend } = await doctor({
        python: join(folder, 'nothing'),
        cacheDirectory: join(folder, 'cache'),
      });
      const python = checks.find(({ name }) => name === 'Python')!;
      expect(python).to.include({ status: backend === 'tensorflow' ? 'missing' : 'failed' });
      expect(python.found).to.match(/^none \(3\.8 or newer is needed\)$/);
      expect(python.advice).to.match(/\S/);
      expect(formatDoctor({ ok: true, backend, tensorflowVersion: null, checks })).to.include(`-> ${python.advice}`);
    }));

  it('tells an old Python', () =>
    withScratch(async (folder) => {
      const { checks } = await doctor({ python: fakePython(folder, 'exit 1', 'Python 3.6.9') });
      expect(checks.find(({ name }) => name === 'Python')!.found).to.match(/^3\.6\.9 /);
    }));
});

describe('setup', () => {
  it('says what to do when the cache cannot be written, and leaves what is linked alone', () =>
    withScratch(async (folder) => {
      const file = join(folder, 'file');
      writeFileSync(file, '');
      const error = await setup({ version: '2.1.0', cacheDirectory: join(file, 'cache') }).catch(
        (thrown: unknown) => thrown,
      );
      expect((error as SaddleError).code).to.equal('SADDLE_RUNTIME_SETUP');
      expect((error as SaddleError).message).to.match(/cannot be written.*\n.*XDG_CACHE_HOME/);
    }));

  it('takes no time and changes nothing when TensorFlow is there', async function () {
    const report = await doctor();
    if (!report.checks.some(({ name, ok }) => name === 'Binding' && ok)) this.skip();
    const lines: string[] = [];
    const result = await setup({ report: (line) => lines.push(line) });
    expect(result).to.include({ way: 'ready', backend: 'tensorflow', native: true });
    expect(result.tensorflowVersion).to.equal(report.tensorflowVersion);
    expect(lines).to.deep.equal([]);
    // Two seconds only after a cache was restored with new dates, when the digests are recomputed.
    expect(result.seconds).to.be.lessThan(5);
  });
});
