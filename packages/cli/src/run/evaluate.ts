import type { ResolvedConfig } from '@saddle/config';
import {
  isFeatureMetric,
  protocolHash,
  type ArtifactCache,
  type DatasetReader,
  type EvaluationRecord,
  type FeatureExtractor,
  type FeatureMetric,
  type FeatureSet,
  type Measurement,
  type ProtocolFacts,
  type Runtime,
} from '@saddle/core';
import type { Experiment } from '../compose/experiment.js';
import type { MetricInUse } from '../compose/metrics.js';
import { chosenRows, ExtractedFeatures, generatedSamples, storedSamples } from './evaluate-sets.js';
import { SampleMaker } from './sampling.js';

/** Generated samples in one call while measuring: part of what decides them, so the same everywhere. */
const chunk = 128;

export interface EvaluationSettings {
  readonly config: ResolvedConfig;
  readonly experiment: Experiment;
  readonly runtime: Runtime;
  readonly cache: ArtifactCache;
  /**
   * Which latents: 'interval' while training, 'report' for `saddle evaluate`, so that a checkpoint chosen on the one is
   * reported on the other. Neither is that of the sample pictures.
   */
  readonly stream: 'interval' | 'report';
  /** Decides latents, subsets and directions; the same for every run, so that their figures may be compared. */
  readonly seed: number;
  progress(text: string, done: number, total: number): void;
}

type Reads = FeatureMetric['reads'];

/** Measures what the generator makes with the weights it has now, against the data. */
export class Evaluator {
  readonly #settings: EvaluationSettings;
  readonly #maker: SampleMaker;
  readonly #extractors = new Map<string, Promise<FeatureExtractor>>();
  readonly #real = new Map<string, FeatureSet>();
  #reader: Promise<DatasetReader> | undefined;

  constructor(settings: EvaluationSettings) {
    this.#settings = settings;
    this.#maker = new SampleMaker(settings.experiment, settings.runtime, settings.seed, { chunk });
  }

  /** Makes the extractors ready and looks whether every metric can be computed, before anything is trained or made. */
  async prepare(metrics: readonly MetricInUse[]): Promise<void> {
    for (const used of metrics) {
      const { metric } = used;
      if (!isFeatureMetric(metric)) continue;
      const { dimensions } = await this.#extractor(used);
      metric.checkSizes?.({ real: this.#realCount(used), fake: used.section.samples, dimensions });
    }
  }

  /** One record for each metric. @param iteration what the weights were trained for */
  async evaluate(iteration: number, metrics: readonly MetricInUse[]): Promise<EvaluationRecord[]> {
    const fakes = new Map<string, FeatureSet>();
    const records: EvaluationRecord[] = [];
    for (const used of metrics) {
      const protocol = await this.#protocol(used);
      const found = await this.#measure(used, metrics, fakes);
      const whole = { ...protocol, ...found.protocol };
      records.push({
        kind: 'evaluation',
        iteration,
        metric: used.name,
        values: found.values,
        ...(found.labels && { labels: found.labels }),
        lowerIsBetter: used.metric.lowerIsBetter,
        protocol: whole,
        protocolHash: protocolHash(whole),
      });
    }
    return records;
  }

  async close(): Promise<void> {
    // What failed to open has nothing to close.
    for (const opened of await Promise.allSettled(this.#extractors.values())) {
      if (opened.status === 'fulfilled') opened.value.dispose();
    }
    const [reader] = await Promise.allSettled([this.#reader]);
    if (reader.status === 'fulfilled') await reader.value?.close?.();
  }

  async #measure(used: MetricInUse, all: readonly MetricInUse[], fakes: Map<string, FeatureSet>): Promise<Measurement> {
    const { metric, section } = used;
    const { experiment, stream, seed } = this.#settings;
    if (isFeatureMetric(metric)) {
      const key = featuresKey(used, metric.reads, section.samples);
      const hold = all.filter((other) => keyOf(other) === key).length > 1;
      const fake = fakes.get(key) ?? (await this.#fakeFeatures(used, metric.reads, hold));
      fakes.set(key, fake);
      return metric.compare({ real: await this.#realFeatures(used, metric), fake, seed });
    }
    const { data, classes } = experiment;
    return metric.evaluate({
      info: data,
      classes,
      real: storedSamples(await this.#data(), chosenRows(data.length, section.samples)),
      fake: generatedSamples(this.#maker, `evaluation/${stream}`, section.samples),
      generator: {
        batch: chunk,
        latents: (name, number) => this.#maker.latents(chunk, `evaluation/${stream}/${name}`, number),
        generate: (inputs) => this.#maker.generate(inputs, 0),
      },
      extractor: () => this.#extractor(used),
      seed,
    });
  }

  async #fakeFeatures(used: MetricInUse, reads: Reads, hold: boolean): Promise<FeatureSet> {
    const { stream, progress } = this.#settings;
    const extractor = await this.#extractor(used);
    return new ExtractedFeatures(generatedSamples(this.#maker, `evaluation/${stream}`, used.section.samples), {
      ...applied(extractor, reads, this.#settings.experiment.data.classes.length),
      hold,
      statistic: (_name, make) => make(),
      progress: (done, total) => progress('generated samples', done, total),
    });
  }

  /** Held for the next evaluation, too; what metrics compute of it is kept on disk. */
  async #realFeatures(used: MetricInUse, metric: FeatureMetric): Promise<FeatureSet> {
    const { experiment, cache, progress } = this.#settings;
    const count = this.#realCount(used);
    const key = featuresKey(used, metric.reads, count);
    const known = this.#real.get(key);
    if (known) return known;
    const extractor = await this.#extractor(used);
    const made = new ExtractedFeatures(storedSamples(await this.#data(), chosenRows(experiment.data.length, count)), {
      ...applied(extractor, metric.reads, experiment.data.classes.length),
      hold: false,
      statistic: (name, make) => {
        const facts = { ...this.#dataFacts(), ...extractorFacts(used, extractor), reads: metric.reads, count };
        return cache.remember('statistic', { ...facts, name }, make);
      },
      progress: (done, total) => progress('real samples', done, total),
    });
    this.#real.set(key, made);
    return made;
  }

  #realCount({ metric, section }: MetricInUse): number {
    const { length } = this.#settings.experiment.data;
    return isFeatureMetric(metric) && metric.references === 'all' ? length : Math.min(length, section.samples);
  }

  #data(): Promise<DatasetReader> {
    this.#reader ??= this.#settings.experiment.openReader();
    return this.#reader;
  }

  #extractor({ extractor, extractorSection }: MetricInUse): Promise<FeatureExtractor> {
    const { experiment, cache, progress } = this.#settings;
    const key = sectionKey(extractorSection);
    const known = this.#extractors.get(key);
    if (known) return known;
    const { data: info, openReader: open } = experiment;
    const prepared = extractor.prepare({ info, open, cache, progress });
    this.#extractors.set(key, prepared);
    return prepared;
  }

  #dataFacts(): ProtocolFacts {
    const { config, experiment } = this.#settings;
    const { split } = config.data.options;
    return {
      data: config.data.use,
      split: typeof split === 'string' ? split : 'all',
      dataDigest: experiment.data.digest,
    };
  }

  /** What decides a metric's figures, apart from the run that is measured. */
  async #protocol(used: MetricInUse): Promise<ProtocolFacts> {
    const { config, experiment, stream, seed } = this.#settings;
    const { metric, section } = used;
    return {
      metric: section.use,
      ...metric.protocol,
      ...this.#dataFacts(),
      samples: section.samples,
      realSamples: this.#realCount(used),
      ...(metric.reads !== 'samples' && extractorFacts(used, await this.#extractor(used))),
      averaging: config.averaging ? 'ema' : 'none',
      sampler: config.sampler?.use ?? 'none',
      conditional: experiment.classes > 0,
      latents: stream,
      seed,
    };
  }
}

const sectionKey = ({ use, options }: { readonly use: string; readonly options: unknown }) =>
  JSON.stringify([use, options]);

const featuresKey = ({ extractorSection }: MetricInUse, reads: Reads, count: number) =>
  `${sectionKey(extractorSection)} ${reads} ${count}`;

/** Which set of generated features a metric reads; undefined where it reads none. */
const keyOf = (used: MetricInUse) =>
  isFeatureMetric(used.metric) ? featuresKey(used, used.metric.reads, used.section.samples) : undefined;

export const extractorFacts = (
  { extractorSection }: Pick<MetricInUse, 'extractorSection'>,
  { protocol }: FeatureExtractor,
): ProtocolFacts => {
  const { resize, ...others } = protocol;
  const facts = Object.entries(others).map(([name, value]) => [
    `extractor${name[0]!.toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return { extractor: extractorSection.use, resize: resize ?? 'none', ...Object.fromEntries(facts) };
};

/** The function of an extractor that a metric reads, and how wide its result is. */
export const applied = (extractor: FeatureExtractor, reads: Reads, classes: number) =>
  reads === 'features'
    ? { dimensions: extractor.dimensions, extract: extractor.features.bind(extractor) }
    : { dimensions: classes, extract: extractor.probabilities!.bind(extractor) };
