import type { SourcePosition } from '@saddle/core';
import { Composer, LineCounter, Parser, isAlias, isMap, isScalar, isSeq, type Document, type Node } from 'yaml';
import { deepestToken, type Token } from './depth.js';
import type { Problems } from '../validate/problems.js';
import { formatPath, type Entry, type Leaf, type Path, type Tree } from './tree.js';

/** Levels of nesting and number of values that no real config comes near. */
const maximumDepth = 32;
const maximumValues = 10_000;

/** Ends the reading of a document in which no further problem is worth a message. */
class Refused extends Error {}

const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/**
 * Reads one YAML 1.2 document into a tree with positions. Anchors and aliases work; merge keys, tags, several documents,
 * keys that are no text, numbers that JavaScript cannot hold and repeated keys are problems. Undefined where there is
 * no content to go on with.
 */
export function parseYaml(
  text: string,
  locate: (line: number, column: number) => SourcePosition,
  problems: Problems,
): Tree | undefined {
  const lines = new LineCounter();
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return locate(Math.max(line, 1), Math.max(col, 1));
  };
  try {
    const tokens = [...new Parser(lines.addNewLine).parse(text)];
    const deep = deepestToken(tokens, maximumDepth);
    if (deep) throw refuse(problems, at(deep.offset), tooDeep);
    const [document, another] = compose(tokens, text.length);
    if (!document) throw refuse(problems, at(0), empty);
    if (another) {
      const advice = 'Put it into a file of its own.';
      problems.add({ code: 'SADDLE_CONFIG_SYNTAX', at: at(another.range[0]), problem: secondDocument, advice });
    }
    // Tags that only warn are found again, with their values, when the content is read.
    const warnings = document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED');
    for (const { pos, message, code } of [...document.errors, ...warnings]) {
      problems.add({ code: 'SADDLE_CONFIG_SYNTAX', at: at(pos[0]), ...explain(code, message) });
    }
    if (document.errors.length > 0) return undefined;
    if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') {
      throw refuse(problems, at(0), 'Expected YAML 1.2; the %YAML line asks for another version.', 'Remove that line.');
    }
    const { contents } = document;
    if (!contents || (isScalar(contents) && contents.value === null && !contents.source)) {
      throw refuse(problems, at(0), empty);
    }
    return new Reader(at, problems).read(contents, [], at(contents.range[0]));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

const tooDeep = `Expected at most ${maximumDepth} levels of nesting; this has more.`;
const empty = 'Expected a mapping of sections; the text is empty.';
const secondDocument = 'Expected one document; a second one begins here.';

function compose(tokens: readonly Token[], length: number): Document.Parsed[] {
  const composer = new Composer({ schema: 'core', resolveKnownTags: false, uniqueKeys: false, logLevel: 'error' });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens, true, length)) {
    documents.push(document);
    if (documents.length > 1) break;
  }
  return documents;
}

function explain(code: string, message: string): { problem: string; advice?: string } {
  if (code === 'TAB_AS_INDENT')
    return { problem: 'A tab is used as indentation.', advice: 'YAML indents by spaces only.' };
  if (code === 'TAG_RESOLVE_FAILED') return { problem: `${message}.`, advice: 'Write the value without a tag.' };
  const sentence = message.split('\n')[0]!.trim();
  return { problem: `Not valid YAML: ${sentence}${/[.!?]$/.test(sentence) ? '' : '.'}` };
}

function refuse(problems: Problems, at: SourcePosition, problem: string, advice?: string): Refused {
  problems.add({ code: 'SADDLE_CONFIG_SYNTAX', at, problem, advice });
  return new Refused();
}

/** Turns the parser's nodes into a tree, following aliases. */
class Reader {
  readonly #anchors = new Map<string, Node>();
  #values = 0;

  constructor(
    private readonly at: (offset: number) => SourcePosition,
    private readonly problems: Problems,
  ) {}

  read(node: Node | null, path: Path, around: SourcePosition): Tree {
    const position =
      node?.range && !(isScalar(node) && node.value === null && !node.source) ? this.at(node.range[0]) : around;
    this.#values += 1;
    if (this.#values > maximumValues) {
      throw refuse(
        this.problems,
        position,
        `Expected at most ${maximumValues} values; with its aliases this has more.`,
      );
    }
    if (path.length > maximumDepth) throw refuse(this.problems, position, tooDeep);
    if (node === null) return { kind: 'leaf', value: null, position };
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (!target) throw refuse(this.problems, position, `There is no anchor '&${node.source}' before this alias.`);
      return this.read(target, path, position);
    }
    if (node.anchor) this.#anchors.set(node.anchor, node);
    if (node.tag && !plainTags.has(node.tag)) {
      this.#complain(
        position,
        path,
        `Expected a plain value; received one with the tag '${node.tag}'.`,
        'Write it without a tag.',
      );
    }
    if (isMap(node)) {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.items as { key: Node | null; value: Node | null }[]) {
        const keyAt = key?.range ? this.at(key.range[0]) : position;
        const name = this.#keyName(key, keyAt, path);
        if (name === undefined) continue;
        const earlier = entries.get(name);
        if (earlier) {
          this.#complain(
            keyAt,
            [...path, name],
            `The key \`${name}\` is there already, in line ${earlier.key.line}.`,
            'Keep one of them.',
          );
        } else {
          entries.set(name, { key: keyAt, value: this.read(value, [...path, name], keyAt) });
        }
      }
      return { kind: 'mapping', entries, position };
    }
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item as Node | null, [...path, index], position));
      return { kind: 'list', items, position };
    }
    return { kind: 'leaf', value: this.#scalar(node, position, path), position };
  }

  #keyName(key: Node | null, at: SourcePosition, path: Path): string | undefined {
    const value: unknown = isScalar(key) ? key.value : undefined;
    if (isScalar(key) && key.anchor) this.#anchors.set(key.anchor, key);
    if (value === '<<' && isScalar(key) && key.type === 'PLAIN') {
      this.#complain(at, path, 'Merge keys (`<<`) are not part of YAML 1.2.', 'Use `extends:`, or write the keys out.');
    } else if (value === '__proto__') {
      this.#complain(at, path, 'The key `__proto__` is not allowed.', 'Use another name.');
    } else if (typeof value === 'string') {
      return value;
    } else {
      const received = isScalar(key) ? JSON.stringify(value) : key ? 'a list, mapping or alias' : 'none';
      this.#complain(
        at,
        path,
        `Expected a name as key; received ${received}.`,
        isScalar(key) ? 'Put it in quotes.' : undefined,
      );
    }
    return undefined;
  }

  #scalar(node: Node, position: SourcePosition, path: Path): Leaf['value'] {
    const { value, source } = node as { value?: unknown; source?: string };
    if (typeof value === 'number') {
      const digits = /^[-+]?(\d+|0o[0-7]+|0x[\da-fA-F]+)$/.test(source ?? '');
      if (!Number.isFinite(value)) {
        this.#number(position, path, `Expected a finite number; received ${source}.`);
      } else if (digits && !Number.isSafeInteger(value)) {
        this.#number(
          position,
          path,
          `Expected a whole number of at most ${Number.MAX_SAFE_INTEGER}; received ${source}.`,
        );
      }
      return value;
    }
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  }

  #complain(at: SourcePosition, path: Path, problem: string, advice?: string): void {
    this.problems.add({ code: 'SADDLE_CONFIG_SYNTAX', at, problem, advice, about: formatPath(path) });
  }

  #number(at: SourcePosition, path: Path, problem: string): void {
    this.problems.add({ code: 'SADDLE_CONFIG_VALUE', at, problem, about: formatPath(path) });
  }
}
