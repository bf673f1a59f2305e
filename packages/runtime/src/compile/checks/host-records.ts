import type { State } from '@saddle/core';
import type { Guard } from '../record/recording.js';

/** Records are values on the host: a compiled step would change them at its first call only. */
export const forbidRecordChanges =
  (state: State): Guard =>
  (recording) => {
    const before = new Map([...state.records].map(([name, { value }]) => [name, JSON.stringify(value)]));
    return () => {
      const changed: string[] = [];
      for (const [name, record] of state.records) {
        const text = before.get(name);
        if (text === undefined || JSON.stringify(record.value) === text) continue;
        changed.push(name);
        record.value = JSON.parse(text);
      }
      if (changed.length > 0) {
        recording.note(
          'SADDLE_COMPILE_FROZEN',
          `the host record${changed.length > 1 ? 's' : ''} ${changed.map((name) => `'${name}'`).join(', ')} changed inside the step; a compiled step would not change it again.`,
          'Keep what a step changes in `state.variable`, or change the record outside the step, such as in `observe`.',
        );
      }
    };
  };
