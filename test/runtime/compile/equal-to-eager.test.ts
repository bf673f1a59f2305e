import { createCompiledRuntime, loadBackend } from '@saddle/runtime';
import { expect } from 'chai';
import { convGanStep } from '../../support/compiled-steps/conv-gan-step.js';
import { mlpGanStep } from '../../support/compiled-steps/gan-steps.js';
import { reportDifference, runSteps } from '../../support/compiled-steps/run-steps.js';

/**
 * Both samples are tame: where Adam amplifies rounding, 50 steps of training tell two kernels of one library apart.
 * Measured differences are below 1e-6.
 */
describe('compiled steps equal eager ones', function () {
  this.timeout(120_000);
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  it('bit for bit in a graph of ops that TensorFlow does not fuse', () => {
    const [eager, sample] = [mlpGanStep(), mlpGanStep()];
    expect(runSteps(sample, createCompiledRuntime({ mode: 'graph' }))).to.deep.equal(runSteps(eager));
    for (const { dispose } of [eager, sample]) dispose();
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
        expect(runtime.compilations).to.have.length(1);
        expect(reportDifference(expected, compiled)).to.be.at.most(1e-5);
        expect(Object.keys(compiled.variables)).to.deep.equal(Object.keys(expected.variables));
        for (const { dispose } of [eager, sample]) dispose();
      });
    }
  }
});
