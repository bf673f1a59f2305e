import { startRun, startWorker } from '../process/workers.js';
import type { LoopRecord } from '../record.js';
import type { LoopWorkload } from '../workloads.js';
import { interleave } from './interleave.js';
import type { Session } from './workload.js';

/** A whole `saddle run` beside its bare steps, block by block in turn. */
export async function measureLoop(loop: LoopWorkload, session: Session): Promise<LoopRecord> {
  const { config, title, blockIterations, offset } = loop;
  const { say, threads, protocol } = session;
  say(`saddle run ${config}: whole run against bare steps`);
  const compile = 'xla';
  const bare = startWorker('saddle', session);
  const run = startRun([config, compile, threads, offset, blockIterations, protocol.rounds].map(String), session);
  try {
    const settings = { config, compile, threads, steps: 'all', iterationsPerCall: 'auto' };
    const { perCall } = await bare.ask<{ perCall: number }>({ do: 'prepare', ...settings });
    const { batch } = await bare.ask<{ batch: number }>({ do: 'describe' });
    await bare.ask({ do: 'first', iterations: 1, rate: 1 });
    // It says so when it waits before the first block.
    await run.answer();
    const ask = async (iterations: number, warm: number) =>
      (await bare.ask<{ seconds: number }>({ do: 'block', iterations, warm })).seconds;
    const contestants = [
      { name: 'bare', iterations: blockIterations, block: (iterations: number) => ask(iterations, perCall) },
      {
        name: 'run',
        iterations: blockIterations,
        block: async () => {
          run.send('');
          return (await run.answer<{ seconds: number }>()).seconds;
        },
      },
    ];
    const blocks = await interleave(contestants, protocol.rounds, (round) =>
      say(`  round ${round} of ${protocol.rounds}`),
    );
    return {
      name: config,
      title,
      batch,
      iterationsPerCall: perCall,
      bare: blocks.get('bare')!,
      run: blocks.get('run')!,
    };
  } finally {
    await bare.close();
    await run.close();
  }
}
