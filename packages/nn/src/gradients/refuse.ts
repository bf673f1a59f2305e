import { SaddleError } from '@saddle/core';

/** @throws SADDLE_GRADIENT_ORDER always */
export function refuseSecondOrder(op: string, advice: string): never {
  throw new SaddleError('SADDLE_GRADIENT_ORDER', {
    problem: `The gradient of \`${op}\` cannot be differentiated again: it would be wrong.`,
    advice,
  });
}
