import type { ReportFacts } from '@saddle/report';
import type { GroupedRun } from './group.js';

/** All different values, in the order in which runs have them. */
const several = (values: readonly unknown[]): string =>
  [...new Set(values.filter((value) => value !== undefined && value !== null).map(String))].join(' or ');

/** What the runs were made with, and how to make them again. */
export function provenanceOf(
  runs: readonly GroupedRun[],
  {
    repeat,
    versions = {},
  }: { readonly repeat: readonly string[]; readonly versions?: Readonly<Record<string, string>> },
): ReportFacts[] {
  const environments = runs.flatMap(({ info }) => (info ? [info.environment as Environment] : []));
  const software: [string, string][] = [
    ['Saddle', several(environments.map(({ saddle }) => saddle))],
    ['TensorFlow', several(environments.map(({ tensorflowVersion }) => tensorflowVersion))],
    ['TensorFlow.js', several(environments.map(({ tfjsVersion }) => tfjsVersion))],
    ['Node.js', several(environments.map(({ nodeVersion }) => nodeVersion))],
    ['Backend', several(environments.map(({ backend }) => backend))],
    ['Steps compiled by', several(environments.map(({ compile }) => compile))],
    ...Object.entries(versions).map(([name, version]): [string, string] => [name, version]),
  ];
  const machine: [string, string][] = [
    ['Processor', several(environments.map(({ cpu }) => cpu?.model))],
    ['Cores', several(environments.map(({ machine: one }) => one?.processors))],
    ['Threads', several(environments.map(({ threads }) => threads))],
    ['Memory', several(environments.map(({ machine: one }) => one && `${Math.round(one.memoryBytes / 2 ** 30)} GiB`))],
    ['System', several(environments.map(({ machine: one }) => one && `${one.os} ${one.arch}`))],
  ];
  const told = (facts: readonly [string, string][]) => facts.filter(([, value]) => value !== '');
  return [
    { title: 'Software', facts: told(software) },
    { title: 'Machine', facts: told(machine) },
    {
      title: 'Configurations',
      facts: runs.flatMap(({ id, info }) =>
        info ? [[id, `config hash ${info.configHash.slice(0, 16)}`] as const] : [],
      ),
    },
    { title: 'Repeat', facts: repeat.map((command) => ['command', command] as const) },
  ].filter(({ facts }) => facts.length > 0);
}

interface Environment {
  readonly saddle?: string;
  readonly tensorflowVersion?: string | null;
  readonly tfjsVersion?: string;
  readonly nodeVersion?: string;
  readonly backend?: string;
  readonly compile?: string;
  readonly threads?: number;
  readonly cpu?: { readonly model?: string };
  readonly machine?: {
    readonly processors: number;
    readonly memoryBytes: number;
    readonly os: string;
    readonly arch: string;
  };
}
