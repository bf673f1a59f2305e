import type { HostRecord, State } from '@saddle/core';
import type { Guard } from '../record/recording.js';

/**
 * Records are values on the host. A step that reads one would keep the value of its first call, and one that changes
 * it would do so at its first call only.
 */
export const forbidHostRecords =
  (state: State): Guard =>
  (recording) => {
    const restores = [...state.records].map(([name, record]) => {
      const { value } = record;
      const refuse = (): never =>
        recording.fail(
          'SADDLE_COMPILE_FROZEN',
          `the host record '${name}' is used inside the step; a compiled step would keep its first value.`,
          'Keep what a step needs in `state.variable`. Records are for code outside steps, such as `observe` and `schedule`.',
        );
      Object.defineProperty(record, 'value', { get: refuse, set: refuse, configurable: true, enumerable: true });
      return () => restore(record, value);
    });
    return () => restores.forEach((restoreOne) => restoreOne());
  };

function restore(record: HostRecord<unknown>, value: unknown): void {
  Object.defineProperty(record, 'value', { value, configurable: true, enumerable: true, writable: true });
}
