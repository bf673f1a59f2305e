/** Values by path, such as `optimizers.generator.learningRate`; lists by index. */
export function flatKeys(value: unknown, path = ''): Map<string, string> {
  const keys = new Map<string, string>();
  if (typeof value !== 'object' || value === null) return keys.set(path, shown(value));
  const entries = Array.isArray(value)
    ? value.map((item: unknown, i) => [`${path}[${i}]`, item] as const)
    : Object.entries(value).map(([key, item]) => [path ? `${path}.${key}` : key, item] as const);
  if (entries.length === 0 && path) return keys.set(path, Array.isArray(value) ? '[]' : '{}');
  for (const [key, item] of entries) for (const [inner, text] of flatKeys(item, key)) keys.set(inner, text);
  return keys;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Keys that make no other variant: the seed, names, and what is written down while training. */
const beside = /^(seed$|name$|runtime\.iterationsPerCall$|sampling\b|checkpoints\b|logging\b|metrics\b)/;

/** What of a config makes a variant. */
export const variantKeys = (config: Readonly<Record<string, unknown>>): Map<string, string> =>
  new Map([...flatKeys(config)].filter(([key]) => !beside.test(key)));

/** The keys in which configs differ, and the value of each config; absent ones are undefined. Sorted by key. */
export function differingKeys(
  configs: readonly ReadonlyMap<string, string>[],
): { readonly key: string; readonly values: readonly (string | undefined)[] }[] {
  const keys = new Set(configs.flatMap((config) => [...config.keys()]));
  return [...keys]
    .sort()
    .map((key) => ({ key, values: configs.map((config) => config.get(key)) }))
    .filter(({ values }) => new Set(values).size > 1);
}
