import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorker } from '../process/workers.js';
import { table } from '../report/page.js';
import { median } from '../report/statistics.js';
import type { Workload } from '../workloads.js';
import { readKernels, type Kernel } from './hlo.js';

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/** Kernels that XLA made of the same ops, with their numbers in all. */
function byKind(kernels: readonly Kernel[]): string[][] {
  const kinds = new Map<string, { count: number; bytes: number; flops: number }>();
  for (const { op, kind, bytes, flops } of kernels) {
    const name = op === 'fusion' ? kind : op;
    const sum = kinds.get(name) ?? { count: 0, bytes: 0, flops: 0 };
    kinds.set(name, { count: sum.count + 1, bytes: sum.bytes + bytes, flops: sum.flops + flops });
  }
  return [...kinds]
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .map(([name, { count, bytes, flops }]) => [name, String(count), megabytes(bytes), (flops / 1e9).toFixed(2)]);
}

/**
 * What XLA made of a workload's step: its kernels, the bytes they read and write, the operations of its matrix products
 * (after the graph's rewrites, so not the count of direct convolutions), and how long an iteration takes.
 */
export async function profileWorkload(workload: Workload, say: (line: string) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-bench-'));
  const dump = join(folder, 'hlo');
  const threads = availableParallelism();
  const flags = `--xla_dump_to=${dump} --xla_dump_hlo_as_text --xla_dump_hlo_module_re=step_.*`;
  const worker = startWorker('saddle', { python: '', threads, folder }, { XLA_FLAGS: flags });
  try {
    const { name, config, steps, batch } = workload;
    say(`${name}: compiling`);
    await worker.ask({ do: 'prepare', config, steps, threads, compile: 'xla', ...(batch !== undefined && { batch }) });
    const { seconds, ops } = await worker.ask<{ seconds: number; ops: { traced: number; nodes: number } }>({
      do: 'first',
      iterations: 1,
      rate: 1,
    });
    const paces = [];
    for (let i = 0; i < 10; i++) {
      const block = await worker.ask<{ seconds: number }>({ do: 'block', iterations: 3, warm: 1 });
      paces.push((1000 * block.seconds) / 3);
    }
    const file = readdirSync(dump).find((entry) => /step_.*cpu_after_optimizations\.txt$/.test(entry));
    if (file === undefined) throw new Error(`XLA left no module in ${dump}.`);
    const kernels = readKernels(readFileSync(join(dump, file), 'utf8'));
    const total = (of: (kernel: Kernel) => number) => kernels.reduce((sum, kernel) => sum + of(kernel), 0);
    const largest = [...kernels].sort((a, b) => b.bytes - a.bytes).slice(0, 20);
    return [
      `# ${workload.title}`,
      `${ops.traced} ops traced, ${ops.nodes} in the graph, ${kernels.length} kernels; compiled in ${seconds.toFixed(1)} s. One iteration: ${median(paces).toFixed(2)} ms, ${megabytes(total(({ bytes }) => bytes))} MB read and written, ${(total(({ flops }) => flops) / 1e9).toFixed(2)} GFLOP in matrix products.`,
      table(['kernels', 'number', 'MB', 'GFLOP'], byKind(kernels)),
      'The largest:',
      table(
        ['kernel', 'result', 'MB', 'GFLOP'],
        largest.map(({ kind, shape, bytes, flops }) => [kind, shape, megabytes(bytes), (flops / 1e9).toFixed(2)]),
      ),
      '',
    ].join('\n\n');
  } finally {
    await worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
