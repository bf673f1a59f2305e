import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { inProcess, lastJson, scratch } from './support/saddle.js';

interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly plugins: readonly {
    readonly kind: string;
    readonly name: string;
    readonly checks: readonly { readonly name: string; readonly outcome: string; readonly message?: string }[];
  }[];
}

const loss = (name: string, generator: string) => `
import { defineLoss } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
export default defineLoss({
  name: '${name}',
  summary: 'For a test',
  options: z.strictObject({ margin: z.number().min(1).default(1).describe('A margin') }),
  create: ({ margin }) => ({
    discriminator: ({ real, fake }) => tf.add(tf.mean(tf.square(tf.sub(real, margin))), tf.mean(tf.square(fake))),
    generator: ({ fake }) => ${generator},
  }),
});
`;

describe('saddle check', () => {
  const at = scratch('saddle-check-');
  before(() => {
    writeFileSync(at('good.ts'), loss('good', 'tf.mean(tf.square(tf.sub(fake, margin)))'));
    writeFileSync(at('summed.ts'), loss('summed', 'tf.sum(tf.square(tf.sub(fake, margin)))'));
  });

  it('passes a right plugin, named, and says what does not apply', async () => {
    const result = await inProcess('check', 'hinge', '--json');
    expect(result.code, result.stderr).to.equal(0);
    const report = lastJson<Report>(result);
    expect(report).to.include({ passed: 15, failed: 0, skipped: 1 });
    expect(report.plugins[0]).to.include({ kind: 'loss', name: 'hinge' });
    expect(result.stderr).to.match(/ok +has first-order gradients equal to finite differences/);
    expect(result.stderr).to.match(/does not apply: it draws no random numbers/);
  });

  it('passes a right file, with options', async () => {
    const result = await inProcess('check', at('good.ts'), '--set', 'margin=2');
    expect(result.code, result.stderr).to.equal(0);
    expect(result.stderr).to.match(/15 passed, 0 failed, 1 do not apply/);
  });

  it('fails a wrong one with exit code 1 and says what is wrong', async () => {
    const result = await inProcess('check', at('summed.ts'), '--json');
    expect(result.code).to.equal(1);
    expect(result.stderr).to.match(/FAIL is an average: a batch that is shown twice costs the same/);
    const failed = lastJson<Report>(result).plugins[0]!.checks.filter(({ outcome }) => outcome === 'failed');
    expect(failed).to.have.length(1);
    expect(failed[0]!.message).to.match(/take tf\.mean, not tf\.sum/);
  });

  it('fails for options that the plugin refuses', async () => {
    const result = await inProcess('check', at('good.ts'), '--set', 'margin=0');
    expect(result.code).to.equal(1);
    expect(result.stderr).to.match(/It refuses \{"margin":0\}.*at margin/);
  });

  it('gives a plugin the surroundings it needs', async () => {
    const result = await inProcess(
      'check',
      'dcgan',
      '--sample',
      '16x16x1',
      '--set',
      'generator.channels=4',
      '--set',
      'discriminator={ channels: 4 }',
    );
    expect(result.code, result.stderr).to.equal(0);
  });

  for (const [args, says] of [
    [['hige'], /There is no plugin called 'hige'\. Did you mean 'hinge'\?/],
    [['./nowhere.ts'], /SADDLE_PLUGIN_NOT_FOUND: There is no plugin file .*nowhere\.ts/],
    [['hinge', '--set', 'margin'], /--set takes <option>=<value>, such as margin=2; received 'margin'/],
    [['hinge', '--sample', '32by32'], /--sample takes a shape such as 32x32x3 or 2; received '32by32'/],
    [['hinge', '--kind', 'dataset'], /'hinge' has no plugin of the kind 'dataset'/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const result = await inProcess('check', ...args);
      expect(result.code).to.equal(42);
      expect(result.stderr).to.match(says);
    });
  }
});
