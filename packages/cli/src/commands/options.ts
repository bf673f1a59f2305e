import { SaddleError } from '@saddle/core';
import { Option } from 'commander';
import { makeOutput, type Output } from '../progress/terminal.js';

/** Options that several commands share, each described once. */
export const shared = {
  set: () =>
    new Option(
      '--set <path=value>',
      'override a value of the config, such as optimizers.generator.learningRate=1e-4; may be repeated',
    )
      .argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value])
      .default([], 'none'),
  quiet: () => new Option('-q, --quiet', 'print errors only'),
  json: () => new Option('--json', 'end with one line of JSON on stdout'),
};

export interface OutputFlags {
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export const outputOf = ({ quiet = false, json = false }: OutputFlags): Output => makeOutput({ quiet, json });

/** A whole number on the command line. */
export const wholeNumber =
  (name: string, least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least && text.trim() !== '') return value;
    throw new SaddleError('SADDLE_USAGE', {
      problem: `${name} takes a whole number of at least ${least}; received '${text}'.`,
    });
  };
