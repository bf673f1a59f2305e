import type { Check, DoctorReport } from './doctor.js';

const marks: Record<Check['status'], string> = { ok: 'ok', missing: '--', failed: 'NO' };

/** The doctor's report as a table of plain text, with the commands that mend what is wrong. */
export function formatDoctor({ ok, backend, checks }: DoctorReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, status, found, advice }) => [
    `${marks[status]}  ${name.padEnd(width)}  ${found}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 6)}-> ${advice}`]),
  ]);
  const verdict = ok
    ? 'All is well: runs compute on native TensorFlow.'
    : backend === 'tensorflow'
      ? 'Runs compute on native TensorFlow, but something needs mending.'
      : `Runs would compute on ${backend ?? 'no backend at all'}.`;
  return [...lines, '', verdict].join('\n');
}
