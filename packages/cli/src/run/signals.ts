import { exitCodes } from '@saddle/core';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Runs `work` with a signal that the first Ctrl-C or SIGTERM fires; a second one ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.aborted);
    controller.abort();
    process.stderr.write('\nStopping after this step; once more to stop at once.\n');
  };
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}
