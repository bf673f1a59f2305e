import type { HostRandom } from './host.js';

/** Runs `work`, which must be synchronous, with Math.random drawing from `random`. */
export function withSeededMathRandom<T>(random: HostRandom, work: () => T): T {
  const original = Math.random;
  Math.random = () => random.uniform();
  try {
    return work();
  } finally {
    Math.random = original;
  }
}
