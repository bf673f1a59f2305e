import type { StudyFile } from './study-file.js';

export interface Variant {
  readonly name: string;
  readonly description?: string;
  /** Values by path, laid over the base after the study's own. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Where it stands in the study's file. */
  readonly path: readonly (string | number)[];
}

/** The variants of a study: those of its list, or every combination of its matrix, the last key changing fastest. */
export function expandVariants({ variants }: Pick<StudyFile, 'variants'>): Variant[] {
  if (Array.isArray(variants)) {
    return variants.map(({ name, description, set }, i) => ({
      name,
      ...(description !== undefined && { description }),
      set,
      path: ['variants', i],
    }));
  }
  const axes = Object.entries(variants);
  let cells: (readonly (readonly [path: string, value: unknown])[])[] = [[]];
  for (const [path, values] of axes) cells = cells.flatMap((cell) => values.map((value) => [...cell, [path, value]]));
  return cells.map((cell) => ({
    name: cell
      .map(([path, value]) => valueName(path, value))
      .join('-')
      .slice(0, 48)
      .replace(/-+$/, ''),
    description: cell.map(([path, value]) => `${path} = ${JSON.stringify(value)}`).join(', '),
    set: Object.fromEntries(cell),
    path: ['variants'],
  }));
}

/** A plugin's name stands for itself; other values carry the end of their path: 'weight-10'. */
function valueName(path: string, value: unknown): string {
  if (typeof value === 'string') return slug(value);
  const use = typeof value === 'object' && value !== null && 'use' in value ? value.use : undefined;
  if (typeof use === 'string') return slug(use);
  return slug(`${/[A-Za-z_][\w-]*(?=(\[\d+\])*$)/.exec(path)?.[0] ?? path}-${JSON.stringify(value)}`);
}

const slug = (text: string): string =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'value';
