import type { ReportAudit } from '@saddle/report';
import { differingKeys, variantKeys } from './config-keys.js';
import type { GroupedRun } from './group.js';

/** Median times of variants that differ by no more than this are called equal: machines are never equally busy. */
const equalTimes = 1.1;

const number = (value: number) => value.toLocaleString('en');

/** What differs between variants, and whether all that must be equal is. Looks at finished runs. */
export function auditOf(runs: readonly GroupedRun[], variants: readonly string[]): ReportAudit {
  const own = new Map(
    variants.map((name) => [name, runs.filter(({ variant, status }) => variant === name && status === 'done')]),
  );
  const check = (quantity: string, tell: (run: GroupedRun) => string, note?: string) => {
    const values = Object.fromEntries(
      [...own].map(([name, mine]) => [name, [...new Set(mine.map(tell))].join(' or ') || '–']),
    );
    const present = [...own].filter(([, mine]) => mine.length > 0).map(([name]) => values[name]);
    const equal = new Set(present).size <= 1;
    return { quantity, values, equal, ...(!equal && note !== undefined && { note }) };
  };
  const seeds = ({ variant }: GroupedRun) =>
    runs
      .filter((run) => run.variant === variant && run.status !== 'unfinished')
      .map(({ seed }) => seed)
      .sort((a, b) => a - b)
      .join(', ');
  return {
    differences: differences(runs, variants),
    checks: [
      check('Steps', ({ steps }) => number(steps)),
      check('Real examples seen', ({ pictures }) => number(pictures)),
      check(
        'Parameters',
        ({ info }) =>
          Object.entries(info?.networks ?? {})
            .map(([name, { parameters }]) => `${name} ${number(parameters)}`)
            .join(', '),
        'Larger networks can be better for their size alone.',
      ),
      timeCheck(own),
      check('Seeds', seeds, 'Some variants had other seeds or more of them.'),
      check('Data', ({ info }) => info?.dataDigest.slice(0, 12) ?? '', 'The runs saw different data.'),
      check('Computed by', ({ info }) => machineOf(info?.environment ?? {}), 'Times do not compare between these.'),
    ],
  };
}

function machineOf({ backend, compile, threads }: Readonly<Record<string, unknown>>): string {
  const told = [backend, compile].filter((part) => typeof part === 'string');
  return [...told, ...(typeof threads === 'number' ? [`${threads} threads`] : [])].join(', ');
}

function timeCheck(own: ReadonlyMap<string, readonly GroupedRun[]>): ReportAudit['checks'][number] {
  const medians = new Map(
    [...own].map(([name, runs]) => {
      const sorted = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
      return [name, sorted[Math.floor(sorted.length / 2)]] as const;
    }),
  );
  const known = [...medians.values()].filter((value) => value !== undefined);
  const equal = known.length === 0 || Math.max(...known) <= equalTimes * Math.min(...known);
  return {
    quantity: 'Time of a run, median',
    values: Object.fromEntries(
      [...medians].map(([name, value]) => [name, value === undefined ? '–' : `${value.toFixed(1)} s`]),
    ),
    equal,
    ...(!equal && { note: 'Beyond 10 %: at equal time the slower variant would have had fewer steps.' }),
  };
}

/** The only configuration keys that differ, seed aside. */
function differences(runs: readonly GroupedRun[], variants: readonly string[]): ReportAudit['differences'] {
  const one = variants.flatMap((name) => {
    const run = runs.find(({ variant, info }) => variant === name && info !== undefined);
    return run ? [{ name, keys: variantKeys(run.config) }] : [];
  });
  return differingKeys(one.map(({ keys }) => keys)).map(({ key, values }) => ({
    key,
    values: Object.fromEntries(one.map(({ name }, i) => [name, values[i] ?? '–'])),
  }));
}
