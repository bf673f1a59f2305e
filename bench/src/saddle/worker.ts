import { loadBackend } from '@saddle/runtime';
import { serve } from '../process/answer.js';
import { BareTraining, type TrainingSettings } from './bare-training.js';
import { writeFixture } from './fixture.js';
import { iterationFlops } from './flops.js';
import { measureSgemm, sgemmBlock } from './sgemm.js';

let training: BareTraining;
let steps: TrainingSettings['steps'];

await serve({
  async prepare(settings: TrainingSettings) {
    training = await BareTraining.open(settings);
    ({ steps } = settings);
    return { perCall: training.perCall };
  },

  /** What the workload is: batch, size of the networks, operations of an iteration. */
  describe() {
    const { config, experiment } = training;
    const networks = experiment.procedure.networks as never;
    const gradientPenalty = config.regularizers.some(({ use }) => use === 'gradient-penalty');
    return {
      batch: experiment.run.batch,
      parameters: Object.fromEntries(
        Object.entries(experiment.procedure.networks).map(([name, network]) => [name, network.parameterCount]),
      ),
      flops: iterationFlops(networks, experiment.run.batch, { steps, gradientPenalty }),
    };
  },

  fixture({ path, iterations }: { path: string; iterations: number }) {
    writeFixture(path, training, steps, iterations);
  },

  /** Losses of the first iterations from the initial state, and how long the first call took. */
  first({ iterations, rate }: { iterations: number; rate: number }) {
    training.rateFactor = rate;
    const start = performance.now();
    const reports = training.call();
    const seconds = (performance.now() - start) / 1000;
    while (reports.length < iterations) reports.push(...training.call());
    training.rateFactor = 1;
    const losses: Record<string, number[]> = {};
    for (const report of reports.slice(0, iterations)) {
      for (const [name, value] of Object.entries(report)) {
        if (/^\w+\/(loss|gradient-penalty)$/.test(name)) (losses[name] ??= []).push(value);
      }
    }
    return { seconds, losses, ops: training.ops };
  },

  /** One block, from the initial state: every side and every round does the same work. */
  block({ iterations, warm }: { iterations: number; warm: number }) {
    training.restore();
    training.time(warm);
    return { seconds: training.time(iterations) };
  },

  memory: () => ({ peak: process.resourceUsage().maxRSS * 1024, resident: process.memoryUsage.rss() }),

  async versions() {
    const { tensorflowVersion, tfjsVersion, nodeVersion } = await loadBackend();
    return {
      'TensorFlow below Saddle': tensorflowVersion ?? 'none: this is not native TensorFlow',
      'TensorFlow.js': tfjsVersion,
      'Node.js': nodeVersion,
    };
  },

  sgemm: ({ sizes, seconds }: { sizes: number[]; seconds: number }) => measureSgemm(sizes, seconds),
  sgemmBlock: ({ size, iterations }: { size: number; iterations: number }) => sgemmBlock(size, iterations),
});
process.exit(0);
