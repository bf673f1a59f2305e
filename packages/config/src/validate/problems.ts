import { SaddleError, formatPosition, isSaddleError, type ErrorCode, type SourcePosition } from '@saddle/core';
import { overridePrefix } from '../source/tree.js';

export interface Problem {
  readonly code: ErrorCode;
  readonly at: SourcePosition;
  /** What was expected and what was received. */
  readonly problem: string;
  readonly advice?: string | undefined;
  /** The key it is about, where several problems share a position. */
  readonly about?: string;
}

/** Collects every problem of a config, so that they are reported all at once. */
export class Problems {
  readonly #found = new Map<string, SaddleError>();

  add({ code, at, problem, advice, about }: Problem): void {
    const key = [code, formatPosition(at), about].join(' ');
    // The first message about a value is the closest to its cause.
    if (!this.#found.has(key)) {
      this.#found.set(key, new SaddleError(code, { problem, at, ...(advice && { advice }) }));
    }
  }

  /** Takes up an error thrown by a part that knows no positions. */
  addError(error: unknown, at: SourcePosition, otherwise: ErrorCode): void {
    if (isSaddleError(error)) {
      this.add({ code: error.code, at, problem: error.problem, advice: error.advice, about: error.problem });
    } else {
      const message = error instanceof Error ? error.message : String(error);
      this.add({ code: otherwise, at, problem: message, about: message });
    }
  }

  get any(): boolean {
    return this.#found.size > 0;
  }

  /** SADDLE_CONFIG_INVALID with every problem as an issue, in order of files and lines; the message lists them all. */
  error(file: string): SaddleError {
    const issues = [...this.#found.values()].sort(byPosition(file));
    const list = issues.map(({ message }) => `\n  ${message.replaceAll('\n', '\n  ')}`).join('');
    return new SaddleError('SADDLE_CONFIG_INVALID', {
      problem: `${file} has ${issues.length === 1 ? 'an error' : `${issues.length} errors`}:${list}`,
      issues,
    });
  }
}

/** The config itself first, then the files it extends, each from top to bottom; then the overrides. */
const byPosition = (main: string) => {
  const rank = ({ file }: SourcePosition) => (file === main ? 0 : file.startsWith(overridePrefix) ? 2 : 1);
  return (a: SaddleError, b: SaddleError) => {
    const [left, right] = [a.at!, b.at!];
    const place = rank(left) - rank(right);
    if (place !== 0 || rank(left) === 2) return place;
    if (left.file !== right.file) return left.file < right.file ? -1 : 1;
    return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
  };
};
