import { createCompiledRuntime, loadBackend } from '@saddle/runtime';
import { expect } from 'chai';
import { convGanStep } from '../../support/compiled-steps/conv-gan-step.js';
import { mlpGanStep } from '../../support/compiled-steps/gan-steps.js';
import { reportDifference, runSteps } from '../../support/compiled-steps/run-steps.js';

describe('compiled steps equal eager ones', function () {
  this.timeout(120_000);
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  const samples = {
    'fully connected GAN in plain ops': () => mlpGanStep(),
    'DCGAN of tf.layers with batch normalization and tf.train.adam': () => convGanStep(8, 8),
  };
  for (const [name, make] of Object.entries(samples)) {
    for (const mode of ['graph', 'xla'] as const) {
      it(`${name}, 50 steps, ${mode}`, () => {
        const [eager, sample] = [make(), make()];
        const expected = runSteps(eager);
        const runtime = createCompiledRuntime({ mode });
        const compiled = runSteps(sample, runtime);
        console.log(runtime.compilations, reportDifference(expected, compiled), expected.reports.at(-1));
        expect(reportDifference(expected, compiled)).to.be.at.most(1e-4);
        if (mode === 'graph') expect(compiled).to.deep.equal(expected);
        for (const { dispose } of [eager, sample]) dispose();
      });
    }
  }
});
