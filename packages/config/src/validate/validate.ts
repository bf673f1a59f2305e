import type { PluginRegistry } from '@saddle/core';
import { experimentSchema, type Experiment } from '../schema/experiment.js';
import { findSections } from '../schema/section.js';
import { positionOf, toData, type Path, type Tree } from '../source/tree.js';
import { check } from './check.js';
import type { Problems } from './problems.js';
import { checkOptions } from './sections.js';

/** Checks the whole config, fixed part and plugins' options, and fills in the defaults. Undefined where there are problems. */
export async function validate(
  tree: Tree,
  registry: PluginRegistry,
  problems: Problems,
  name: string,
): Promise<Experiment | undefined> {
  const data = toData(tree);
  const fixed = await check(experimentSchema, data, { tree, path: [], problems, otherKeys: ['extends'] });
  const options: { path: Path; own: object }[] = [];
  for (const section of findSections(experimentSchema, data)) {
    const own = await checkOptions(section, registry, tree, problems);
    if (own) options.push({ path: section.path, own });
  }
  if (!fixed) return undefined;
  checkTogether(fixed.data, tree, problems);
  for (const { path, own } of options) Object.assign(at(fixed.data, path), { options: own });
  return { ...fixed.data, name: fixed.data.name ?? name };
}

/** What no single section can know. */
function checkTogether({ budget, data }: Pick<Experiment, 'budget' | 'data'>, tree: Tree, problems: Problems): void {
  if ('images' in budget && budget.images < data.batch) {
    problems.add({
      code: 'SADDLE_CONFIG_INCOMPATIBLE',
      at: positionOf(tree, ['budget', 'images']),
      problem: `Expected a budget of at least one batch, ${data.batch} images; received ${budget.images}.`,
      advice: 'Raise `budget.images` or lower `data.batch`.',
    });
  }
}

const at = (value: object, path: Path): object =>
  path.reduce<object>((inner, part) => (inner as Record<string | number, object>)[part]!, value);
