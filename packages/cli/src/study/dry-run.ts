import { estimateRun, measurePilot, type StudyPlan } from '@saddle/study';
import { formatSeconds, type Output } from '../progress/terminal.js';
import { ownScript, planServices } from './services.js';

export interface DryRun {
  readonly runs: readonly { readonly id: string; readonly iterations: number; readonly identity: string }[];
  readonly variants: readonly {
    readonly name: string;
    readonly secondsPerRun: number;
    readonly secondsPerIteration: number;
    readonly bytesPerRun: number;
  }[];
  readonly jobs: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** What a study would do, from a few measured iterations of each variant, as many at a time as runs would be. */
export async function dryRun(plan: StudyPlan, jobs: number, output: Output, signal: AbortSignal): Promise<DryRun> {
  const queue = [...plan.variants];
  const found = new Map<string, DryRun['variants'][number]>();
  const measure = async () => {
    for (let variant = queue.shift(); variant; variant = queue.shift()) {
      const text = `measuring the first iterations of ${variant.name}`;
      output.progress({ done: found.size, total: plan.variants.length, text });
      const pilot = await measurePilot(variant, { base: plan.base, bin: ownScript, signal });
      const config = await planServices.loadConfig(plan.base, variant.overrides);
      const { iterations } = plan.runs.find((run) => run.variant === variant.name)!;
      const { seconds, bytes } = estimateRun(pilot, iterations, config);
      found.set(variant.name, {
        name: variant.name,
        secondsPerRun: seconds,
        secondsPerIteration: pilot.iterationSeconds,
        bytesPerRun: bytes,
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, plan.variants.length) }, measure));
  const variants = plan.variants.map(({ name }) => found.get(name)!);
  const total = (of: (variant: DryRun['variants'][number]) => number) =>
    plan.runs.reduce((sum, run) => sum + of(found.get(run.variant)!), 0);
  return {
    runs: plan.runs.map(({ id, iterations, identity }) => ({ id, iterations, identity })),
    variants,
    jobs,
    seconds: total(({ secondsPerRun }) => secondsPerRun) / jobs,
    bytes: total(({ bytesPerRun }) => bytesPerRun),
  };
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export function dryRunLines(plan: StudyPlan, { variants, seconds, bytes, jobs }: DryRun): string[] {
  const columns = variants.map(({ name, secondsPerRun, secondsPerIteration, bytesPerRun }) => {
    const runs = plan.runs.filter(({ variant }) => variant === name);
    const seeds = `seeds ${runs.map(({ seed }) => seed).join(', ')}`;
    const pace = `${(1 / secondsPerIteration).toFixed(1)} iterations/s`;
    return `  ${name.padEnd(24)} ${seeds}; each ${runs[0]!.iterations} iterations, ${pace}, ${formatSeconds(secondsPerRun)}, ${mebibytes(bytesPerRun)}`;
  });
  return [
    `${plan.name}: ${plan.runs.length} runs, ${jobs} at a time`,
    ...columns,
    `  about ${formatSeconds(seconds)} and ${mebibytes(bytes)} in all; evaluations are not in the estimate`,
  ];
}
