import { existsSync } from 'node:fs';
import type { RunDirectory } from '@saddle/core';

/** An error on its way to the command line, with the run that it ended. */
export class RunFailure extends Error {
  constructor(
    readonly reason: unknown,
    private readonly run: RunDirectory,
  ) {
    super('The run has ended', { cause: reason });
  }

  /** Where the run stands now, for the JSON line at the end. */
  get standing(): object {
    const { path, infoPath } = this.run;
    if (!existsSync(infoPath)) return { run: path, step: 0, metrics: {} };
    try {
      const { iteration, metrics = {} } = this.run.info;
      return { run: path, step: iteration, metrics };
    } catch {
      // An unreadable run.json is the reason itself.
      return { run: path };
    }
  }
}

/** Runs `work`; whatever it throws tells of `run`. */
export async function concerning<T>(run: RunDirectory, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RunFailure(error, run);
  }
}
