import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { train } from './support/runs.js';
import { inProcess, scratch, tiny } from './support/saddle.js';

const architecture =
  'architecture={use: stylegan2, generator: {channels: 4, base: 64, style: 5, mappingLayers: 2}, discriminator: {channels: 4, base: 64}}';

describe('what a generator takes at sampling', function () {
  this.timeout(180_000);
  const at = scratch();

  before(async () => {
    const set = [architecture, 'runtime.compile=off', 'budget.iterations=1', 'sampling.options={truncation: 0}'];
    await train(tiny('shapes'), at('run'), { set });
  });

  const sampled = async (name: string, ...options: string[]): Promise<Buffer> => {
    const ended = await inProcess('sample', at('run'), '-n', '4', '--out', at(name), ...options);
    expect(ended.code, ended.stderr).to.equal(0);
    return readFileSync(at(name));
  };

  it('comes from the config, or from the command line before it', async () => {
    const [configured, same, other] = [
      await sampled('a.png'),
      await sampled('b.png', '--option', 'truncation=0'),
      await sampled('c.png', '--option', 'truncation=1'),
    ];
    expect(configured.equals(same)).to.equal(true);
    expect(configured.equals(other)).to.equal(false);
  });

  it('is refused where no network takes it, with the names that there are', async () => {
    const misspelt = await inProcess('sample', at('run'), '--out', at('d.png'), '--option', 'trunction=0.5');
    expect(misspelt.code).to.equal(42);
    expect(misspelt.stderr).to.match(/no option 'trunction' at sampling.*Did you mean 'truncation'/s);
    const none = await inProcess(
      'run',
      tiny('shapes'),
      '-o',
      at('none'),
      '--set',
      'sampling.options={truncation: 0.5}',
    );
    expect(none.code).to.equal(42);
    expect(none.stderr).to.match(/no option 'truncation' at sampling. None is available/);
  });

  it('is a name and a number', async () => {
    for (const text of ['truncation', 'truncation=', 'truncation=half', '=1']) {
      const ended = await inProcess('sample', at('run'), '--out', at('e.png'), '--option', text);
      expect(ended.code, text).to.not.equal(0);
      expect(ended.stderr, text).to.contain('SADDLE_USAGE').and.to.contain(`received '${text}'`);
    }
  });
});
