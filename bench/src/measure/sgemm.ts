import { startWorker } from '../process/workers.js';
import { fastestProduct, productFlops } from '../products.js';
import type { SgemmResult } from '../record.js';
import type { Contestant } from './interleave.js';
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
  session.say(`sgemm peak: ${fastestProduct(results).gflops.toFixed(0)} GFLOP/s`);
  return results;
}

/** What the machine keeps up in matrix products, of the size that suits it best, as a contestant in a workload's rounds. */
export async function sgemmContestant(
  session: Session,
): Promise<Contestant & { size: number; close(): Promise<void> }> {
  const worker = startWorker('saddle', session);
  const results = await worker.ask<SgemmResult[]>({ do: 'sgemm', sizes, seconds: session.protocol.blockSeconds });
  const { size, gflops } = fastestProduct(results);
  return {
    name: 'sgemm',
    size,
    iterations: Math.ceil((session.protocol.blockSeconds * gflops * 1e9) / productFlops(size)),
    block: (iterations) =>
      worker.ask<{ seconds: number }>({ do: 'sgemmBlock', size, iterations }).then(({ seconds }) => seconds),
    close: () => worker.close(),
  };
}
