import { startWorker } from '../process/workers.js';
import type { SgemmResult } from '../record.js';
import type { Session } from './workload.js';

const sizes = [512, 1024, 1536, 2048, 3072];

/** The machine's speed in matrix products: the best that any of the libraries reaches is its peak. */
export async function measurePeak(session: Session, seconds: number): Promise<SgemmResult[]> {
  const results: SgemmResult[] = [];
  for (const side of ['saddle', 'torch'] as const) {
    const worker = startWorker(side, session);
    results.push(...(await worker.ask<SgemmResult[]>({ do: 'sgemm', sizes, seconds })));
    await worker.close();
  }
  session.say(`sgemm peak: ${Math.max(...results.map(({ gflops }) => gflops)).toFixed(0)} GFLOP/s`);
  return results;
}
