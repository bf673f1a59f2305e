import { parseArgs } from 'node:util';
import { loopWorkloads, variants, workloads } from './workloads.js';

export interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  /** Names of workloads; all if empty. */
  readonly only: readonly string[];
  /** Names of variants; all if empty. */
  readonly variants: readonly string[];
  /** Where the record goes. */
  readonly out?: string;
  /** A record to make the page from, without measuring. */
  readonly page?: string;
  /** A workload of which the compiled step is taken apart, without measuring others. */
  readonly profile?: string;
  readonly python?: string;
  readonly rounds?: number;
  readonly help: boolean;
}

const loopNames = loopWorkloads.map(({ config }) => `run-${config}`);

/** Everything that can be measured by itself. */
export const names = [...workloads.map(({ name }) => name), ...loopNames];

export const usage = `npm run bench -- [options]
  --quick           few and short blocks: to see that it works
  --only <names>    workloads, separated by commas, out of: ${names.join(', ')}; 'sweep' is all with @
  --variants <names>  some of: ${variants.map(({ name }) => name).join(', ')}
  --rounds <n>      blocks of each variant
  --out <file>      where the record (JSON) goes
  --json            print the record
  --page <file>     make the results page beside this record, without measuring
  --profile <name>  what XLA made of a workload's step: kernels, memory traffic, operations
  --python <file>   an interpreter with the packages of bench/python/requirements.txt`;

const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((name) => name !== '');

export class UsageError extends Error {}

export function parseOptions(words: readonly string[]): Options {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string' },
        variants: { type: 'string' },
        rounds: { type: 'string' },
        out: { type: 'string' },
        page: { type: 'string' },
        profile: { type: 'string' },
        python: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
  const chosen = listOf(values.only).flatMap((name) =>
    name === 'sweep' ? names.filter((other) => other.includes('@')) : [name],
  );
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no workload '${unknown}'.\n${usage}`);
  const chosenVariants = listOf(values.variants);
  const strange = chosenVariants.find((name) => !variants.some((variant) => variant.name === name));
  if (strange !== undefined) throw new UsageError(`There is no variant '${strange}'.\n${usage}`);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new UsageError(`--rounds takes a whole number of at least 1; received '${values.rounds}'.`);
  }
  const { quick, json, help, out, page, profile, python } = values;
  if (profile !== undefined && !workloads.some(({ name }) => name === profile)) {
    throw new UsageError(`There is no workload '${profile}'.\n${usage}`);
  }
  return {
    quick,
    json,
    help,
    only: chosen,
    variants: chosenVariants,
    ...(out !== undefined && { out }),
    ...(page !== undefined && { page }),
    ...(profile !== undefined && { profile }),
    ...(python !== undefined && { python }),
    ...(rounds !== undefined && { rounds }),
  };
}
