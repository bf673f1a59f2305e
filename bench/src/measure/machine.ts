import { cpus, loadavg, release, totalmem, type } from 'node:os';

export const describeMachine = (threads: number) => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  processors: cpus().length,
  threads,
  memoryBytes: totalmem(),
  os: `${type()} ${release()}`,
  loadBefore: loadavg()[0]!,
});
