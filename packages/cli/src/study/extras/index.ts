import { isSaddleError } from '@saddle/core';
import type { ReportHistogram, ReportModel, ReportPictures } from '@saddle/report';
import type { Comparison } from '@saddle/study';
import type { Output } from '../../progress/terminal.js';
import { openRun } from '../../run/open-run.js';
import { SampleMaker } from '../../run/sampling.js';
import { interpolationCaption, interpolations } from './interpolations.js';
import { nearestCaption, nearestExamples } from './nearest-examples.js';
import { scoreHistogram } from './score-histogram.js';

type Extra = NonNullable<ReportPictures['extras']>[number];
type Item = Extra['items'][number];

/**
 * What only the networks can show, of each variant's best run with its last weights: interpolations, the training
 * pictures nearest to generated ones, and what the discriminator says of both. A run whose networks cannot be loaded
 * any more is passed over with a word.
 */
export async function withExtras({ model, paths }: Comparison, output: Output): Promise<ReportModel> {
  const drawn: Item[] = [];
  const neighbours: Item[] = [];
  const histograms: ReportHistogram[] = [];
  for (const { id, variant, seed } of bestRuns(model)) {
    try {
      const { config, experiment, started, iteration } = await openRun(paths.get(id)!, 'newest');
      const { data, procedure, state } = experiment;
      // A translation has no latents, and its sources are pictures of the data themselves.
      if (procedure.translation) {
        state.dispose();
        continue;
      }
      const { seed: latents = config.seed, options = {} } = config.sampling;
      const maker = new SampleMaker(experiment, started.runtime, latents, { options });
      const label = `${variant}, seed ${seed}`;
      const [height, width, channels] = data.sample.shape;
      if (data.sample.shape.length === 3) {
        const shape = [height!, width!, channels!] as const;
        drawn.push({ label, src: interpolations(maker, shape) });
        neighbours.push({ label, src: await nearestExamples(maker, experiment, shape) });
      }
      const title = `${label}, iteration ${iteration.toLocaleString('en')}`;
      const histogram = await scoreHistogram(maker, experiment, title);
      if (histogram) histograms.push(histogram);
      state.dispose();
    } catch (error) {
      if (!isSaddleError(error)) throw error;
      output.line(`WARNING  ${id} is left out of interpolations and histograms: ${error.problem}`);
    }
  }
  const extras: Extra[] = [
    { title: 'Interpolations', caption: interpolationCaption, items: drawn },
    { title: 'Nearest training pictures', caption: nearestCaption, items: neighbours },
  ].filter(({ items }) => items.length > 0);
  return {
    ...model,
    ...(model.pictures && extras.length > 0 && { pictures: { ...model.pictures, extras } }),
    ...(histograms.length > 0 && { histograms }),
  };
}

/** Of each variant, the finished run with the best primary figure. */
function bestRuns({ metrics, variants, runs }: ReportModel): ReportModel['runs'] {
  const { name, direction } = metrics[0]!;
  const sign = direction === 'lower' ? 1 : -1;
  return variants.flatMap((variant) => {
    const own = runs.filter((run) => run.variant === variant.name && Number.isFinite(run.figures[name]));
    return own.toSorted((a, b) => sign * (a.figures[name]! - b.figures[name]!) || a.seed - b.seed).slice(0, 1);
  });
}
