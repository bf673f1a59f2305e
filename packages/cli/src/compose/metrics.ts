import type { ResolvedConfig } from '@saddle/config';
import { SaddleError, type DatasetInfo, type Extractor, type Metric } from '@saddle/core';
import type { Section, Wiring } from './container.js';

export type MetricSection = ResolvedConfig['metrics'][number];

/** A metric with what its section says, checked against the data. */
export interface MetricInUse {
  /** Unique in the run: the plugin's name, numbered where it is used again. */
  readonly name: string;
  readonly section: MetricSection;
  readonly metric: Metric;
  readonly extractor: Extractor;
  readonly extractorSection: Section;
}

/** What features are taken by where no extractor is named. */
export const defaultExtractor: Section = { use: 'pixels', options: {} };

/** Names, with a number where one comes again. */
export const unique = (names: readonly string[]): string[] =>
  names.map((name, i) => {
    const earlier = names.slice(0, i).filter((other) => other === name).length;
    return earlier === 0 ? name : `${name}-${earlier + 1}`;
  });

/**
 * Creates the metrics of a config, or of a command line, with their extractors.
 *
 * @param first number of the first one, so that every metric of a container has a path of its own
 * @throws SADDLE_CONFIG_INCOMPATIBLE where one cannot measure such data
 */
export async function createMetrics(
  sections: readonly MetricSection[],
  wiring: Wiring,
  facts: { readonly info: DatasetInfo; readonly classes: number },
  first = 0,
): Promise<MetricInUse[]> {
  const names = unique(sections.map(({ use }) => use));
  const metrics: MetricInUse[] = [];
  for (const [i, section] of sections.entries()) {
    const path = `metrics[${first + i}]`;
    const metric = await wiring.create('metric', path, section);
    const extractorSection = section.extractor ?? defaultExtractor;
    const extractor = await wiring.create('extractor', `${path}.extractor`, extractorSection);
    wiring.locate(path, () => {
      metric.check?.(facts);
      if (metric.reads === 'samples' && section.extractor) {
        throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
          problem: `The metric '${section.use}' reads the samples themselves: it takes no extractor.`,
        });
      }
      extractor.check?.(facts.info);
      if (metric.reads === 'probabilities' && !extractor.classifies) {
        throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
          problem: `The metric '${section.use}' needs class probabilities, which the extractor '${extractorSection.use}' does not give.`,
          advice: 'Set `extractor: { use: classifier }`.',
        });
      }
    });
    metrics.push({ name: names[i]!, section, metric, extractor, extractorSection });
  }
  return metrics;
}
