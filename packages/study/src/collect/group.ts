import type { CollectedRun } from './collected-run.js';
import { differingKeys, variantKeys } from './config-keys.js';

/** A run and the variant it belongs to. */
export interface GroupedRun extends CollectedRun {
  readonly variant: string;
}

/**
 * Groups runs made by hand into variants: runs whose configs differ in the seed alone are of one variant. A variant is
 * called by its config's name where that tells the variants apart, else by the values in which they differ.
 */
export function groupRuns(runs: readonly CollectedRun[]): GroupedRun[] {
  const groups = new Map<string, { readonly keys: Map<string, string>; readonly runs: CollectedRun[] }>();
  for (const run of runs) {
    const keys = variantKeys(run.config);
    const identity = JSON.stringify([...keys].sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(identity) ?? { keys, runs: [] };
    group.runs.push(run);
    groups.set(identity, group);
  }
  const all = [...groups.values()];
  const names = namesOf(all);
  return all.flatMap((group, i) => group.runs.map((run) => ({ ...run, variant: names[i]! })));
}

function namesOf(
  groups: readonly { readonly keys: ReadonlyMap<string, string>; readonly runs: readonly CollectedRun[] }[],
) {
  const own = groups.map(({ runs }) => new Set(runs.map(({ config }) => String(config['name']))));
  const single = own.map((names) => (names.size === 1 ? [...names][0]! : ''));
  if (!single.includes('') && new Set(single).size === groups.length) return single;
  const differing = differingKeys(groups.map(({ keys }) => keys));
  const shared = differing.filter(({ values }) => values.every((value) => value !== undefined));
  const told = groups.map((_, i) =>
    (shared.length > 0 ? shared : differing)
      .flatMap(({ key, values }) =>
        values[i] === undefined ? [] : [key.endsWith('use') ? values[i] : `${key}=${values[i]}`],
      )
      .join(', '),
  );
  return told.map((name, i) => (name && told.indexOf(name) === told.lastIndexOf(name) ? name : `variant ${i + 1}`));
}
