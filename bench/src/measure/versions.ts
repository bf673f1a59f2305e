import { startWorker, type Workplace } from '../process/workers.js';

/** What every side runs on. */
export async function measureVersions(workplace: Workplace): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const side of ['saddle', 'torch', 'tensorflow'] as const) {
    const worker = startWorker(side, workplace);
    Object.assign(versions, await worker.ask<Record<string, string>>({ do: 'versions' }));
    await worker.close();
  }
  return versions;
}
