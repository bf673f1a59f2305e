import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** More than a record of metrics.jsonl takes. */
const tail = 16 * 1024;

/** Iterations done according to the last whole line of a metrics.jsonl; reads its end alone. */
export function lastIteration(path: string): number {
  if (!existsSync(path)) return 0;
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, tail));
    const read = readSync(file, buffer, 0, buffer.length, size - buffer.length);
    const line = buffer.toString('utf8', 0, read).split('\n').at(-2);
    return line ? ((JSON.parse(line) as { iteration?: number }).iteration ?? 0) : 0;
  } catch {
    // Cut short, or the log was just cut back: a progress display can wait for the next look.
    return 0;
  } finally {
    closeSync(file);
  }
}
