import { createHash } from 'node:crypto';
import { SaddleError } from '../errors/error.js';

/** What must be equal for two figures to be compared: flat, plain values by name. */
export type ProtocolFacts = Readonly<Record<string, string | number | boolean>>;

/** SHA-256 of a protocol, hex; the order of its facts does not count. */
export function protocolHash(facts: ProtocolFacts): string {
  const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** The facts in which two protocols differ, in words; empty where figures made by them may be compared. */
export function protocolDifferences(a: ProtocolFacts, b: ProtocolFacts): string[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const told = (facts: ProtocolFacts, name: string) => (name in facts ? String(facts[name]) : 'nothing');
  return names
    .filter((name) => a[name] !== b[name])
    .map((name) => `${name}: ${told(a, name)} against ${told(b, name)}`);
}

/** True where figures made by the two protocols may be compared; `protocolDifferences` says why not. */
export const sameProtocol = (a: ProtocolFacts, b: ProtocolFacts): boolean => protocolDifferences(a, b).length === 0;

/** @throws SADDLE_METRIC_PROTOCOL naming every difference */
export function requireSameProtocol(a: ProtocolFacts, b: ProtocolFacts): void {
  const differences = protocolDifferences(a, b);
  if (differences.length === 0) return;
  throw new SaddleError('SADDLE_METRIC_PROTOCOL', {
    problem: `Figures of different protocols cannot be compared. They differ in ${differences.join('; ')}.`,
    advice: 'Measure both the same way, such as with `saddle evaluate` and the same options.',
  });
}
