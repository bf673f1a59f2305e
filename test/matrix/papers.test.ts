import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { train } from '../cli/support/runs.js';
import { root } from '../support/installed-plugins.js';

/** Configs of papers: pictures of 16 pixels and four channels here, points as they are. */
const pictures = [
  'wgan-clipping',
  'wgan-gp',
  'lsgan',
  'sngan-hinge',
  'projection',
  'acgan',
  'infogan',
  'relativistic',
  'r1-lazy',
  'lecam',
  'bcr',
  'diff-augment',
  'ada',
  'instance-noise',
  'feature-matching',
];
const points = ['gan-ring', 'pacgan-ring', 'unrolled-ring', 'extragradient-ring', 'optimistic-ring'];

const reduced = [
  'data.size=16',
  'architecture.generator.channels=4',
  'architecture.discriminator.channels=4',
  'data.batch=4',
  'sampling.count=4',
];

describe("the papers' configs train at a reduced size", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'saddle-papers-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const name of [...pictures, ...points]) {
    it(name, async () => {
      const set = [
        'runtime.compile=off',
        'budget.iterations=3',
        'logging.every=1',
        'sampling.every=1000',
        'sampling.animation=false',
        'metrics=[]',
        ...(pictures.includes(name) ? reduced : ['data.batch=20', 'data.examples=200', 'sampling.count=20']),
      ];
      const result = await train(join(root, 'configs', `${name}.yaml`), join(folder, name), { set });
      expect(result).to.include({ status: 'finished', step: 3 });
    });
  }
});
