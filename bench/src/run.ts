import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureLoop } from './measure/loop.js';
import { describeMachine } from './measure/machine.js';
import { measurePeak } from './measure/sgemm.js';
import { measureVersions } from './measure/versions.js';
import { measureWorkload, type Session } from './measure/workload.js';
import type { Options } from './options.js';
import { providePython } from './process/python.js';
import type { BenchmarkRecord, LoopRecord, WorkloadRecord } from './record.js';
import { loopWorkloads, workloads } from './workloads.js';

const thorough = { rounds: 11, sweepRounds: 5, loopRounds: 10, blockSeconds: 1, warmIterations: 1, sgemmSeconds: 1 };
const quickly = { rounds: 3, sweepRounds: 2, loopRounds: 5, blockSeconds: 0.3, warmIterations: 1, sgemmSeconds: 0.3 };

/** Measures what the options ask for. @param say is told of progress */
export async function runBenchmark(options: Options, say: (line: string) => void): Promise<BenchmarkRecord> {
  const begun = performance.now();
  const date = new Date().toISOString();
  const python = options.python ?? providePython(say);
  const threads = availableParallelism();
  const machine = describeMachine(threads);
  const { sgemmSeconds, rounds, sweepRounds, loopRounds, ...block } = options.quick ? quickly : thorough;
  const folder = mkdtempSync(join(tmpdir(), 'saddle-bench-'));
  // At a signal too.
  const clear = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  const isWanted = (name: string) => options.only.length === 0 || options.only.includes(name);
  const sessionOf = (usual: number): Session => ({
    python,
    threads,
    folder,
    say,
    isWanted: ({ name }) => options.variants.length === 0 || options.variants.includes(name),
    protocol: { ...block, rounds: options.rounds ?? usual },
  });
  try {
    const session = sessionOf(rounds);
    const versions = await measureVersions(session);
    const before = await measurePeak(session, sgemmSeconds);
    const measuredWorkloads: WorkloadRecord[] = [];
    for (const workload of workloads.filter(({ name }) => isWanted(name))) {
      measuredWorkloads.push(await measureWorkload(workload, sessionOf(workload.sweep ? sweepRounds : rounds)));
    }
    const loops: LoopRecord[] = [];
    for (const loop of loopWorkloads.filter(({ config }) => isWanted(`run-${config}`))) {
      loops.push(await measureLoop(loop, sessionOf(loopRounds)));
    }
    const after = await measurePeak(session, sgemmSeconds);
    return {
      format: 1,
      date,
      quick: options.quick,
      machine: { ...machine, loadAfter: loadavg()[0]! },
      versions,
      sgemm: [...before, ...after],
      workloads: measuredWorkloads,
      loops,
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    clear();
    process.off('exit', clear);
  }
}
