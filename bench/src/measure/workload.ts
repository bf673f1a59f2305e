import { join } from 'node:path';
import { WorkerError, type WorkerProcess } from '../process/worker-process.js';
import { startWorker, type Workplace } from '../process/workers.js';
import type { VariantRecord, WorkloadRecord } from '../record.js';
import { variantsOf, type Variant, type Workload } from '../workloads.js';
import { checkedIterations, largestDifference, tolerance } from './check.js';
import { interleave, type Contestant } from './interleave.js';
import { sgemmContestant } from './sgemm.js';

export interface Protocol {
  readonly rounds: number;
  readonly blockSeconds: number;
  readonly warmIterations: number;
}

export interface Session extends Workplace {
  readonly say: (line: string) => void;
  readonly protocol: Protocol;
  readonly isWanted: (variant: Variant) => boolean;
}

interface First {
  readonly seconds: number;
  readonly losses: Record<string, number[]>;
  readonly ops?: { traced: number; nodes: number };
}

/** A variant's process, ready to run blocks. */
interface Runner {
  readonly variant: Variant;
  readonly worker: WorkerProcess;
  readonly perCall: number;
  readonly startSeconds: number;
  readonly first: First;
}

const reference = 'torch-eager';

/** Measures one workload in all variants that can run it. Variants whose losses differ are an error, not a number. */
export async function measureWorkload(workload: Workload, session: Session): Promise<WorkloadRecord> {
  const { say, protocol, folder } = session;
  say(`${workload.name}: ${workload.title}`);
  const fixture = join(folder, `${workload.name.replaceAll('@', '-')}.safetensors`);
  const described = await describe(workload, fixture, session);
  const wanted = variantsOf(workload).filter(session.isWanted);
  const runners: Runner[] = [];
  const failures = new Map<string, string>();
  let products: Awaited<ReturnType<typeof sgemmContestant>> | undefined;
  try {
    for (const variant of wanted) {
      try {
        runners.push(await prepare(workload, variant, fixture, session));
      } catch (error) {
        if (!(error instanceof WorkerError)) throw error;
        failures.set(variant.name, error.message);
        say(`  ${variant.label}: cannot run. ${error.message.split('\n')[0]}`);
      }
    }
    const check = compare(workload, runners, session);
    const contestants: Contestant[] = [];
    for (const { variant, worker, perCall } of runners) {
      const block = (iterations: number, warm = Math.max(protocol.warmIterations, perCall)) =>
        worker.ask<{ seconds: number }>({ do: 'block', iterations, warm }).then(({ seconds }) => seconds);
      const calls = 3;
      const pace = (await block(calls * perCall)) / calls;
      const iterations = perCall * Math.max(1, Math.round(protocol.blockSeconds / pace));
      contestants.push({ name: variant.name, iterations, block });
    }
    if (workload.peakGoal !== undefined) {
      products = await sgemmContestant(session);
      contestants.push(products);
    }
    const blocks = await interleave(contestants, protocol.rounds, (round) =>
      say(`  round ${round} of ${protocol.rounds}`),
    );
    const records: VariantRecord[] = [];
    for (const { name, side, label } of wanted) {
      const runner = runners.find(({ variant }) => variant.name === name);
      if (!runner) {
        records.push({ name, side, label, unavailable: failures.get(name)!, blocks: [] });
        continue;
      }
      const { peak, resident } = await runner.worker.ask<{ peak: number; resident: number }>({ do: 'memory' });
      const { seconds, losses, ops } = runner.first;
      records.push({
        name,
        side,
        label,
        startSeconds: runner.startSeconds,
        firstSeconds: seconds,
        peakBytes: peak,
        residentBytes: resident,
        losses,
        ...(ops && { ops }),
        blocks: blocks.get(name)!,
      });
    }
    const sgemm = products && { size: products.size, blocks: blocks.get(products.name)! };
    return {
      name: workload.name,
      title: workload.title,
      ...described,
      protocol,
      check,
      variants: records,
      ...(sgemm && { sgemm }),
    };
  } finally {
    await products?.close();
    for (const { worker } of runners) await worker.close();
  }
}

type Described = Pick<WorkloadRecord, 'batch' | 'flops' | 'parameters'>;

const settingsOf = ({ config, steps, batch }: Workload, threads: number) => ({
  config,
  steps,
  threads,
  ...(batch !== undefined && { batch }),
});

/** Asks Saddle what the workload is and has it write the data for the others. */
async function describe(workload: Workload, fixture: string, session: Session): Promise<Described> {
  const worker = startWorker('saddle', session);
  try {
    await worker.ask({ do: 'prepare', ...settingsOf(workload, session.threads), compile: 'off' });
    await worker.ask({ do: 'fixture', path: fixture, iterations: checkedIterations });
    return await worker.ask<Described>({ do: 'describe' });
  } finally {
    await worker.close();
  }
}

async function prepare(workload: Workload, variant: Variant, fixture: string, session: Session): Promise<Runner> {
  const { say, threads } = session;
  const start = performance.now();
  const worker = startWorker(variant.side, session);
  try {
    const { perCall } = await worker.ask<{ perCall: number }>({
      do: 'prepare',
      ...settingsOf(workload, threads),
      ...variant.settings,
      fixture,
    });
    const startSeconds = (performance.now() - start) / 1000;
    const first = await worker.ask<First>({
      do: 'first',
      iterations: checkedIterations,
      rate: workload.checkedRate,
    });
    say(`  ${variant.label}: started in ${startSeconds.toFixed(1)} s, first call ${first.seconds.toFixed(1)} s`);
    return { variant, worker, perCall, startSeconds, first };
  } catch (error) {
    await worker.close();
    throw error;
  }
}

/** The same losses from the same weights, data and random numbers, or the speeds would mean nothing. */
function compare(
  workload: Workload,
  runners: readonly Runner[],
  { say }: Session,
): NonNullable<WorkloadRecord['check']> {
  const base = runners.find(({ variant }) => variant.name === reference) ?? runners[0];
  if (!base) throw new Error(`No variant of ${workload.name} can run.`);
  const differences: Record<string, number> = {};
  for (const { variant, first } of runners) {
    differences[variant.name] = largestDifference(base.first.losses, first.losses);
  }
  const wrong = runners.filter(({ variant }) => !(differences[variant.name]! <= tolerance));
  if (wrong.length > 0) {
    const lines = [base, ...wrong].map(({ variant, first }) => `${variant.label}: ${JSON.stringify(first.losses)}`);
    throw new Error(
      `${workload.name}: losses of the first ${checkedIterations} iterations differ by more than ${tolerance}.\n${lines.join('\n')}`,
    );
  }
  say(`  losses agree to ${Math.max(...Object.values(differences)).toExponential(1)}`);
  return { reference: base.variant.name, iterations: checkedIterations, rate: workload.checkedRate, differences };
}
