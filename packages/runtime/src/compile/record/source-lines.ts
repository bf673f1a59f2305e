import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourcePosition } from '@saddle/core';

/** Code that is never what a message should point at: TensorFlow.js, Node and this compiler. */
const machinery =
  /[\\/]node_modules[\\/](?:@tensorflow|seedrandom)[\\/]|[\\/]runtime[\\/](?:dist|src)[\\/]compile[\\/]|^node:/;
/** Code that plugins call; pointed at only where no plugin is on the stack. */
const framework = /[\\/](?:packages|@saddle)[\\/](?:core|nn|runtime)[\\/](?:dist|src)[\\/]/;

interface Frame {
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const framePattern = /^\s*at (?:(.*?) \()?(.*?):(\d+):(\d+)\)?$/;

function parseFrame(line: string): Frame | undefined {
  const [, functionName = '', place, row, column] = framePattern.exec(line) ?? [];
  if (place === undefined) return undefined;
  const file = place.startsWith('file:') ? fileURLToPath(place) : place.replace(/^async /, '');
  return { functionName, file, line: Number(row), column: Number(column) };
}

export const framesOf = ({ stack = '' }: Error): Frame[] => stack.split('\n').flatMap((line) => parseFrame(line) ?? []);

/** The line of a plugin, else of the framework, that an error made while an op ran leads to; in its source, by source map. */
export function sourceLine(origin: Error): SourcePosition | undefined {
  const frames = framesOf(origin).filter(({ file }) => !machinery.test(file));
  const frame = frames.find(({ file }) => !framework.test(file)) ?? frames[0];
  return frame && mapped(frame);
}

const sourceMaps = new Map<string, SourceMap | undefined>();

function loadSourceMap(file: string): SourceMap | undefined {
  try {
    const url = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
    if (url === undefined) return undefined;
    const inline = /^data:[^,]*;base64,(.*)$/.exec(url)?.[1];
    const text =
      inline === undefined
        ? readFileSync(resolve(dirname(file), url), 'utf8')
        : Buffer.from(inline, 'base64').toString();
    return new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    // A map that is missing or damaged leaves the position in the JavaScript.
    return undefined;
  }
}

function mapped({ file, line, column }: Frame): SourcePosition {
  if (!sourceMaps.has(file)) sourceMaps.set(file, loadSourceMap(file));
  const entry = sourceMaps.get(file)?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry)) return { file, line, column };
  const { originalSource, originalLine, originalColumn } = entry;
  const source = originalSource.startsWith('file:')
    ? fileURLToPath(originalSource)
    : resolve(dirname(file), originalSource);
  return { file: source, line: originalLine + 1, column: originalColumn + 1 };
}
