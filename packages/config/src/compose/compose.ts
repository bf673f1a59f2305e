import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { SourcePosition } from '@saddle/core';
import { parseYaml } from '../source/parse-yaml.js';
import { readText } from '../source/read-text.js';
import type { Mapping, Tree } from '../source/tree.js';
import type { Problems } from '../validate/problems.js';
import { merge } from './merge.js';
import { pluginReferences, type PluginReference } from './plugins.js';

export interface Composed {
  readonly tree: Mapping;
  /** Of every file, base files first. */
  readonly plugins: readonly PluginReference[];
}

interface Named {
  readonly at: SourcePosition;
  readonly code: 'SADDLE_CONFIG_NOT_FOUND' | 'SADDLE_CONFIG_EXTENDS';
}

/** Reads a config and the files it extends, and lays each over its bases. */
export class Composer {
  readonly #done = new Map<string, Composed | undefined>();
  readonly #open: string[] = [];

  constructor(private readonly problems: Problems) {}

  /**
   * @param shown the path as messages show it
   * @param from absolute path that relative plugin paths in the file start from; the file itself, unless it was moved
   */
  async compose(shown: string, named: Named, from = path.resolve(shown)): Promise<Composed | undefined> {
    const real = await realpath(shown).catch(() => path.resolve(shown));
    if (this.#open.includes(real)) {
      const circle = [...this.#open.slice(this.#open.indexOf(real)), real].map((file) => path.basename(file));
      this.problems.add({
        code: 'SADDLE_CONFIG_EXTENDS',
        at: named.at,
        problem: `\`extends\` forms a circle: ${circle.join(' → ')}.`,
        advice: 'Take one of these files out of it.',
      });
      return undefined;
    }
    // A base that several files extend is read once, and its problems are reported once.
    if (!this.#done.has(real)) {
      this.#open.push(real);
      this.#done.set(real, await this.#read(shown, named, from));
      this.#open.pop();
    }
    return this.#done.get(real);
  }

  async #read(shown: string, named: Named, from: string): Promise<Composed | undefined> {
    const text = await readText(shown, shown, named, this.problems);
    if (text === undefined) return undefined;
    const tree = parseYaml(text, (line, column) => ({ file: shown, line, column }), this.problems);
    if (!tree) return undefined;
    if (tree.kind !== 'mapping') {
      this.problems.add({
        code: 'SADDLE_CONFIG_VALUE',
        at: tree.position,
        problem: `Expected a mapping of sections; received ${tree.kind === 'list' ? 'a list' : 'a single value'}.`,
        advice: 'Begin with `data:`, `architecture:`, `loss:`, …',
      });
      return undefined;
    }
    const bases: Composed[] = [];
    for (const { at, file } of this.#bases(tree)) {
      const base = await this.compose(path.isAbsolute(file) ? file : path.join(path.dirname(shown), file), {
        at,
        code: 'SADDLE_CONFIG_EXTENDS',
      });
      if (base) bases.push(base);
      // Without its base most of what a file leaves out would look missing.
      else return undefined;
    }
    const own: Mapping = { ...tree, entries: new Map([...tree.entries].filter(([key]) => key !== 'extends')) };
    const layers = [...bases.map((base) => inherited(base.tree)), own];
    return {
      tree: layers.reduce<Tree>((lower, upper) => merge(lower, upper), layers[0]!) as Mapping,
      plugins: distinct([...bases.flatMap(({ plugins }) => plugins), ...pluginReferences(own, from)]),
    };
  }

  /** The files under `extends:`, in order. */
  #bases(tree: Mapping): { file: string; at: SourcePosition }[] {
    const entry = tree.entries.get('extends');
    if (!entry) return [];
    const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
    return items.flatMap((item) => {
      if (item.kind === 'leaf' && typeof item.value === 'string' && item.value.trim() !== '') {
        return [{ file: item.value, at: item.position }];
      }
      this.problems.add({
        code: 'SADDLE_CONFIG_EXTENDS',
        at: item.position,
        problem: 'Expected the path of a YAML file, or a list of paths.',
        advice: 'Write `extends: ./base.yaml`.',
      });
      return [];
    });
  }
}

/** Each once, though several bases may extend the file that names it. */
const distinct = (references: readonly PluginReference[]): PluginReference[] => [
  ...new Map(references.map((reference) => [`${reference.from}\n${reference.specifier}`, reference])).values(),
];

/** What a file gets from its base: all but the name, which is the base's own. */
const inherited = (tree: Mapping): Mapping => ({
  ...tree,
  entries: new Map([...tree.entries].filter(([key]) => key !== 'name')),
});
