import type { ReportHistogram } from '@saddle/report';
import type { Experiment } from '../../compose/experiment.js';
import type { SampleMaker } from '../../run/sampling.js';

const scored = 1024;
const bins = 32;

/**
 * What the discriminator says of real and of generated samples. Undefined where it gives no score by itself, as for
 * conditional runs, or the same one to all.
 */
export async function scoreHistogram(
  maker: SampleMaker,
  { data, readExamples }: Experiment,
  title: string,
): Promise<ReportHistogram | undefined> {
  const size = data.sample.shape.reduce((a, b) => a * b, 1);
  const examples = await readExamples(scored);
  const real = maker.score(examples, examples.length / size);
  const generated = real && maker.score(await maker.sample(scored, 'histogram'), scored);
  return generated && histogramOf({ real, generated }, title);
}

/** Shares in equal bins from the least to the greatest finite value; undefined where these are one. */
export function histogramOf(
  scores: Readonly<Record<string, Float32Array>>,
  title: string,
): ReportHistogram | undefined {
  const finite = Object.values(scores).flatMap((values) => [...values].filter(Number.isFinite));
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(low < high)) return undefined;
  const shares = (values: Float32Array) => {
    const counts = Array.from({ length: bins }, () => 0);
    for (const value of values) {
      if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]! += 1;
    }
    return counts.map((count) => count / values.length);
  };
  return {
    title,
    edges: Array.from({ length: bins + 1 }, (_, i) => low + (i / bins) * (high - low)),
    counts: Object.fromEntries(Object.entries(scores).map(([name, values]) => [name, shares(values)])),
  };
}
