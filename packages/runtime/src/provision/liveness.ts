import { readFileSync } from 'node:fs';

/** A process's start time as the kernel counts it; undefined where that cannot be read. */
export function startOfProcess(pid: number): string | undefined {
  try {
    // Field 22; counted from the last ')' because the command's name may itself hold spaces and brackets.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1)!.trim().split(' ')[19];
  } catch {
    return undefined;
  }
}

/** True when the process that had this id and start time still runs. */
export function isAlive(pid: number, started?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOfProcess(pid);
  return started === undefined || now === undefined || now === started;
}
