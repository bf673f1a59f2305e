import type { Plugin, PluginKind } from '@saddle/core';
import { checksFor, runCheck, runChecks } from '@saddle/testkit';
import { expect } from 'chai';
import { healthyArchitecture, plantedArchitectures } from './support/planted/architecture.js';
import { healthyAugmentation, plantedAugmentations } from './support/planted/augmentation.js';
import {
  healthyDataset,
  healthySampler,
  healthySchedule,
  plantedDatasets,
  plantedSamplers,
  plantedSchedules,
} from './support/planted/host.js';
import { healthyLatent, plantedLatents } from './support/planted/latent.js';
import { healthyLoss, plantedCommon, plantedLosses } from './support/planted/loss.js';
import { healthyMetric, plantedMetrics } from './support/planted/metric.js';
import { healthyOptimizer, plantedOptimizers } from './support/planted/optimizer.js';
import type { Planted } from './support/planted/planted.js';
import { healthyProcedure, plantedProcedures } from './support/planted/procedure.js';
import { healthyRegularizer, plantedRegularizers } from './support/planted/regularizer.js';

const kinds: readonly (readonly [Plugin, readonly Planted[]])[] = [
  [healthyLoss, plantedLosses],
  [healthyRegularizer, plantedRegularizers],
  [healthyArchitecture, plantedArchitectures],
  [healthyLatent, plantedLatents],
  [healthyDataset, plantedDatasets],
  [healthyAugmentation, plantedAugmentations],
  [healthyOptimizer, plantedOptimizers],
  [healthySchedule, plantedSchedules],
  [healthyProcedure, plantedProcedures],
  [healthySampler, plantedSamplers],
  [healthyMetric, plantedMetrics],
] as const;

/** Checks of draws say nothing of what draws nothing, or of what the kit itself draws around. */
const drawless: readonly PluginKind[] = ['architecture', 'optimizer', 'procedure'];
const ofDraws = 'draws other numbers with another seed and at another step';

describe('testkit: planted bugs', () => {
  for (const [healthy, planted] of kinds) {
    describe(healthy.kind, () => {
      it('without a bug every check passes', async () => {
        const settings = planted[0]!.settings ?? {};
        const failed = (await runChecks(healthy, {}, settings)).filter(({ outcome }) => outcome === 'failed');
        expect(failed).to.deep.equal([]);
      });

      for (const { bug, plugin, check: name, says, options = {}, settings = {} } of planted) {
        it(`${bug}: '${name}' fails`, async () => {
          const check = checksFor(plugin.kind).find((each) => each.name === name)!;
          const { outcome, message } = await runCheck(check, { plugin, options, settings });
          expect(outcome, message).to.equal('failed');
          expect(message).to.match(says);
        });
      }

      it('every check of the kind has a bug that it finds', () => {
        const common = new Set(plantedCommon.map(({ check }) => check));
        const found = new Set(planted.map(({ check }) => check));
        const without = checksFor(healthy.kind)
          .map(({ name }) => name)
          .filter((name) => !common.has(name) && !found.has(name))
          .filter((name) => !(drawless.includes(healthy.kind) && name === ofDraws));
        expect(without).to.deep.equal([]);
      });
    });
  }

  describe('any kind', () => {
    for (const { bug, plugin, check: name, says } of plantedCommon) {
      it(`${bug}: '${name}' fails`, async () => {
        const results = await runChecks(plugin);
        const { outcome, message } = results.find((result) => result.name === name)!;
        expect(outcome, message).to.equal('failed');
        expect(message).to.match(says);
      });
    }
  });
});
