import { SaddleError, suggest, type Procedure } from '@saddle/core';

/** What the networks of a run take at sampling, such as `{ truncation: 0.7 }`. */
export type SamplingOptions = Readonly<Record<string, number>>;

/** @throws SADDLE_CONFIG_INCOMPATIBLE for an option that no network of the procedure takes */
export function requireTaken(options: SamplingOptions, { networks }: Procedure): void {
  const taken = Object.values(networks).flatMap((network) => network.options);
  const unknown = Object.keys(options).find((name) => !taken.includes(name));
  if (unknown === undefined) return;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The networks of this run take no option '${unknown}' at sampling. ${suggest(unknown, taken)}`,
    advice: 'Leave it out, or choose an architecture that has it.',
  });
}
