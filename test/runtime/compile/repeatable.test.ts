import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const child = fileURLToPath(new URL('../../support/compiled-steps/bits-child.js', import.meta.url));

describe('compiled steps repeat bit for bit', function () {
  this.timeout(240_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'saddle-test-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** SHA-256 of the state's bits after calls `from` to `to`, in a process of its own. */
  function run(sample: string, mode: string, from: number, to: number, file = '', cache = ''): string {
    const args = [child, sample, mode, String(from), String(to), file, cache];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return (JSON.parse(output.trim().split('\n').at(-1)!) as { digest: string }).digest;
  }

  const programsIn = (cache: string): string[] =>
    readdirSync(cache, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.pb'))
      .map((name) => join(cache, name));

  for (const sample of ['mlp', 'conv']) {
    it(`${sample}, graph: another process, and one that resumes in the middle`, () => {
      const file = join(folder, `${sample}-graph.json`);
      const whole = run(sample, 'graph', 0, 8);
      expect(run(sample, 'graph', 0, 5, file)).to.not.equal(whole);
      // The resumed process's first call is call 5: it must give the bits of one that has run for long.
      expect(run(sample, 'graph', 5, 8, file)).to.equal(whole);
    });

    it(`${sample}, xla: the same, with a cold and a warm cache`, () => {
      const file = join(folder, `${sample}-xla.json`);
      const cache = join(folder, `${sample}-cache`);
      const whole = run(sample, 'xla', 0, 8, '', cache);
      expect(programsIn(cache)).to.have.length(1);
      expect(run(sample, 'xla', 0, 5, file, cache)).to.not.equal(whole);
      expect(run(sample, 'xla', 5, 8, file, cache)).to.equal(whole);
    });
  }

  it('a damaged program in the cache is compiled anew', () => {
    const cache = join(folder, 'damaged');
    const whole = run('mlp', 'xla', 0, 3, '', cache);
    expect(run('mlp', 'xla', 0, 3), 'without a cache').to.equal(whole);
    const [program] = programsIn(cache) as [string];
    for (const size of [100_000, 0]) {
      truncateSync(program, size);
      expect(run('mlp', 'xla', 0, 3, '', cache)).to.equal(whole);
      expect(statSync(program).size).to.be.above(100_000);
    }
    // A process that was killed before it could vouch for its program.
    for (const name of readdirSync(dirname(program)).filter((file) => file.endsWith('.sha256'))) {
      rmSync(join(dirname(program), name));
    }
    writeFileSync(program, 'half a program');
    expect(run('mlp', 'xla', 0, 3, '', cache)).to.equal(whole);
  });
});
