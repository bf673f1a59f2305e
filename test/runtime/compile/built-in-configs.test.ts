import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackend } from '@saddle/runtime';
import { expect } from 'chai';
import { compareWithEager } from '../../support/compiled-steps/teacher-forced.js';
import { root } from '../../support/installed-plugins.js';

/** All configs, 50 steps each: `npm run slow -- compiled-equals-eager`. */
describe('compiled steps of the tiny configs', function () {
  this.timeout(300_000);
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  const folder = join(root, 'configs/tiny');
  for (const name of readdirSync(folder)) {
    it(`${name}: report what eager ones do, to 1e-4`, async () => {
      const { worst, steps } = await compareWithEager(join(folder, name), 3, ['graph', 'xla']);
      expect(steps).to.be.at.least(3);
      for (const { difference, where } of Object.values(worst).flatMap((mode) => Object.values(mode)))
        expect(difference, where).to.be.at.most(1e-4);
    });
  }
});
