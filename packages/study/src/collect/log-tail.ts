import { existsSync, readFileSync } from 'node:fs';

const shownLines = 20;
/** Lines that tell of sessions, not of training: a run that was interrupted has more of them than one that was not. */
const aboutSessions = /^(debug: checkpoint|info: resumed|info: Step '.*' compiled)/;

/** The last lines of a run's log.txt, without their times. */
export function failureTail(path: string): string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines
    .map((line) => line.replace(/^\d{4}-\d\d-\d\dT\S+ /, ''))
    .filter((line) => !aboutSessions.test(line))
    .slice(-shownLines);
}
