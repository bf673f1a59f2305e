import type { Plugin, PluginKind } from '@saddle/core';
import { prepare } from './prepare.js';
import type { Settings } from './check.js';
import { checksFor } from './checks/index.js';
import { runCheck } from './run-checks.js';

export interface SuiteSettings extends Settings {
  /** The plugin's options, as a config writes them. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * A mocha suite with one test per check of the plugin's kind. Needs `describe`, `before` and `it` as globals.
 *
 * @example
 * import { describeLoss } from '@saddle/testkit';
 * import { hinge } from '../dist/index.js';
 *
 * describeLoss(hinge);
 * describeLoss(hinge, { options: { margin: 2 } });
 */
export function describePlugin<K extends PluginKind>(
  plugin: Plugin<K>,
  { options = {}, ...settings }: SuiteSettings = {},
): void {
  const given = Object.keys(options).length > 0 ? ` with ${JSON.stringify(options)}` : '';
  describe(`${plugin.kind} ${plugin.name}${given}`, () => {
    before('load the backend', prepare);
    for (const check of checksFor(plugin.kind)) {
      it(check.name, async function () {
        const { outcome, message, cause } = await runCheck(check, { plugin, options, settings });
        if (outcome === 'failed') throw cause instanceof Error ? cause : new Error(message);
        if (outcome === 'skipped') this.test!.title += ` (does not apply: ${message})`;
      });
    }
  });
}

const suite =
  <K extends PluginKind>() =>
  (plugin: Plugin<K>, settings?: SuiteSettings): void =>
    describePlugin(plugin, settings);

export const describeLoss = suite<'loss'>();
export const describeRegularizer = suite<'regularizer'>();
export const describeArchitecture = suite<'architecture'>();
export const describeLatent = suite<'latent'>();
export const describeDataset = suite<'dataset'>();
export const describeAugmentation = suite<'augmentation'>();
export const describeOptimizer = suite<'optimizer'>();
export const describeSchedule = suite<'schedule'>();
export const describeProcedure = suite<'procedure'>();
export const describeSampler = suite<'sampler'>();
export const describeMetric = suite<'metric'>();
