import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeCpu, prepareXlaCache } from '@saddle/runtime';
import { expect } from 'chai';

describe("XLA's cache on disk", () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'saddle-test-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('has a folder for each kind of machine', () => {
    const cpu = describeCpu();
    const here = prepareXlaCache({ root });
    expect(dirname(here)).to.equal(root);
    expect(prepareXlaCache({ root })).to.equal(here);
    expect(prepareXlaCache({ root, cpu: { ...cpu, processors: 99 } })).to.equal(here);
    expect(prepareXlaCache({ root, cpu: { ...cpu, features: [...cpu.features, 'amx_tile'] } })).to.not.equal(here);
    expect(prepareXlaCache({ root, cpu: { ...cpu, model: 'another' } })).to.not.equal(here);
  });

  it('stays below its limit by dropping what was used longest ago, whichever machine made it', () => {
    const other = prepareXlaCache({ root, cpu: { ...describeCpu(), model: 'another' } });
    const programs = [join(other, 'a'), join(other, 'b'), join(other, 'c'), join(other, 'd')];
    programs.forEach((path, i) => {
      writeFileSync(path, Buffer.alloc(1000));
      // 'a' was made first and read last.
      utimesSync(path, i === 0 ? 5000 : 1000 + i, 1000 + i);
    });
    prepareXlaCache({ root, limitBytes: 4000 });
    expect(readdirSync(other).sort()).to.deep.equal(['a', 'b', 'c', 'd']);
    prepareXlaCache({ root, limitBytes: 2500 });
    expect(readdirSync(other).sort()).to.deep.equal(['a', 'd']);
  });

  it('is made again where it was removed while a process runs', () => {
    const script = `
      import { rmSync } from 'node:fs';
      import { State } from '@saddle/core';
      import { createCompiledRuntime, loadBackend, prepareXlaCache } from '@saddle/runtime';
      import * as tf from '@tensorflow/tfjs';
      const root = ${JSON.stringify(root)};
      await loadBackend({ backend: 'tensorflow', xlaCacheDirectory: prepareXlaCache({ root }) });
      rmSync(root, { recursive: true });
      const step = createCompiledRuntime({ mode: 'xla' }).compile('twice', new State(), ({ x }) => ({ y: tf.mul(x, 2) }));
      console.log(step({ x: tf.scalar(21) }).y.dataSync()[0]);`;
    const node = [process.execPath, ['--input-type=module', '--eval', script]] as const;
    const { status, stdout, stderr } = spawnSync(...node, { encoding: 'utf8', cwd: import.meta.dirname });
    expect(status, stderr).to.equal(0);
    expect(stdout.trim()).to.equal('42');
    expect(readdirSync(root, { recursive: true }).some((name) => String(name).endsWith('.pb.sha256'))).to.equal(true);
  }).timeout(60_000);
});
