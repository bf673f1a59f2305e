import { createCompiledRuntime, loadBackend } from '@saddle/runtime';
import { expect } from 'chai';
import { mlpGanStep } from '../../support/compiled-steps/gan-steps.js';
import { reportDifference, runSteps } from '../../support/compiled-steps/run-steps.js';

describe('compiled steps equal eager ones', function () {
  this.timeout(120_000);
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  for (const mode of ['graph', 'xla'] as const) {
    it(`GAN of fully connected layers, 50 steps, ${mode}`, () => {
      const [eager, sample] = [mlpGanStep(), mlpGanStep()];
      const expected = runSteps(eager);
      const runtime = createCompiledRuntime({ mode });
      const compiled = runSteps(sample, runtime);
      console.log(runtime.compilations, reportDifference(expected, compiled), expected.reports.at(-1));
      expect(reportDifference(expected, compiled)).to.be.at.most(1e-4);
      if (mode === 'graph') expect(compiled).to.deep.equal(expected);
      for (const { dispose } of [eager, sample]) dispose();
    });
  }
});
