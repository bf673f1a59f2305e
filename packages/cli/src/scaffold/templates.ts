import { readFileSync } from 'node:fs';

/** The kinds that `saddle new` makes. */
export const scaffoldKinds = [
  'loss',
  'regularizer',
  'architecture',
  'dataset',
  'augmentation',
  'procedure',
  'metric',
] as const;

export type ScaffoldKind = (typeof scaffoldKinds)[number];

/** A text of `templates/` with `{{key}}` filled in. */
export function fill(file: string, values: Readonly<Record<string, string>>): string {
  const template = readFileSync(new URL(`../../templates/${file}.txt`, import.meta.url), 'utf8');
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => values[key]!);
}

/** `my-loss` as JavaScript names a value: `myLoss`. */
export const variableName = (name: string): string =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The suite of the kit for a kind: `describeLoss`. */
export const suiteName = (kind: ScaffoldKind): string => `describe${kind[0]!.toUpperCase()}${kind.slice(1)}`;
