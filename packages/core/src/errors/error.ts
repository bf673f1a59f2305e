import { errorCatalogue, type ErrorCode } from './catalogue.js';

const brand = Symbol.for('saddle.error');

/** Where in a text a problem stands; lines and columns count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export const formatPosition = ({ file, line, column }: SourcePosition): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');

/** What a message of Saddle is made of; only `problem` is always there. */
export interface ErrorDetails {
  /** One sentence: what was expected and what was received. */
  readonly problem: string;
  readonly at?: SourcePosition;
  /** What to do about it: a command or an edit. */
  readonly advice?: string;
  readonly cause?: unknown;
  /** The single problems, where one error reports several. */
  readonly issues?: readonly SaddleError[];
}

/**
 * An error that a user can act on. `code` is in the catalogue, the message says what was expected, what was
 * received, where, and what to do. Commands print the message alone; the stack only when asked.
 */
export class SaddleError extends Error {
  override readonly name = 'SaddleError';
  readonly [brand] = true;
  readonly at: SourcePosition | undefined;
  readonly advice: string | undefined;
  readonly problem: string;
  readonly issues: readonly SaddleError[];

  constructor(
    readonly code: ErrorCode,
    { problem, at, advice, cause, issues }: ErrorDetails,
  ) {
    super([`${at ? `${formatPosition(at)}: ` : ''}${problem}`, advice].filter(Boolean).join('\n  '), { cause });
    this.problem = problem;
    this.at = at;
    this.advice = advice;
    this.issues = issues ?? [];
  }

  get exitCode(): number {
    return errorCatalogue[this.code].exit;
  }

  toJSON(): object {
    const { code, problem, at, advice, issues } = this;
    return { code, problem, ...(at && { at }), ...(advice && { advice }), ...(issues.length > 0 && { issues }) };
  }
}

/** True for errors of any loaded copy of core: checks the brand, not the class. */
export const isSaddleError = (error: unknown): error is SaddleError =>
  typeof error === 'object' && error !== null && brand in error;
