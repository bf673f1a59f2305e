import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import {
  HostRandom,
  isFeatureMetric,
  NpyFile,
  protocolHash,
  SaddleError,
  silentLogger,
  tokens,
  type ArtifactCache,
  type DatasetInfo,
  type DatasetReader,
  type FeatureExtractor,
  type FeatureMatrix,
  type FeatureSet,
  type Measurement,
  type Metric,
  type PluginRegistry,
  type ProtocolFacts,
  type SampleSet,
} from '@saddle/core';
import { Wiring, type Section } from '../compose/container.js';
import { defaultExtractor } from '../compose/metrics.js';
import type { CommandSections } from './evaluate-options.js';
import { formOfFirst } from './evaluate-pictures.js';
import { ExtractedFeatures, storedSamples } from './evaluate-sets.js';
import { applied, extractorFacts } from './evaluate.js';

/** One side of a comparison of files. */
interface FileSet {
  readonly info: DatasetInfo;
  /** Features as this metric reads them. */
  features(reads: 'features' | 'probabilities', hold: boolean): Promise<FeatureSet>;
  /** The pictures; undefined for files of features. */
  readonly samples: SampleSet | undefined;
  close(): Promise<void>;
}

/** Two sets from files with what the protocol says of them. */
export interface FilePair {
  readonly real: FileSet;
  readonly fake: FileSet;
  readonly protocol: ProtocolFacts;
}

export interface FileSettings {
  readonly real: string;
  readonly fake: string;
  readonly commandLine: CommandSections;
  readonly extractor: string | undefined;
  readonly size: number | undefined;
  readonly cache: ArtifactCache;
  progress(text: string, done: number, total: number): void;
}

const usage = (problem: string, advice: string) => new SaddleError('SADDLE_USAGE', { problem, advice });

type Form = 'features' | 'pictures';

function formOf(path: string): Form {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new SaddleError('SADDLE_DATA_NOT_FOUND', { problem: `There is no file or folder ${path}.` });
  if (found.isDirectory()) return 'pictures';
  if (path.toLowerCase().endsWith('.npy')) return 'features';
  throw usage(`Expected a .npy file or a folder of pictures, received ${path}.`, 'Convert features with numpy.save.');
}

/** Opens both sides: .npy files of features, or folders of pictures. @throws SADDLE_USAGE, SADDLE_DATA_NOT_FOUND */
export async function openFiles(settings: FileSettings, wiring: Wiring): Promise<FilePair> {
  const { real, fake, extractor } = settings;
  const forms = [formOf(real), formOf(fake)];
  if (forms[0] !== forms[1]) {
    throw usage(`--real is ${forms[0]} and --fake is ${forms[1]}.`, 'Give two .npy files, or two folders of pictures.');
  }
  if (forms[0] === 'pictures') return openPictures(settings, wiring);
  if (extractor !== undefined) {
    throw usage('--extractor is for folders of pictures; .npy files hold features.', 'Leave it out.');
  }
  return openFeatures(settings);
}

async function openFeatures({ real, fake, cache, progress }: FileSettings): Promise<FilePair> {
  const digest = await digestOf(real);
  const facts = { data: 'npy', dataDigest: digest };
  const sides = [await NpyFile.open(real), await NpyFile.open(fake)] as const;
  const set = (file: NpyFile, text: string, statistic: FeatureSet['statistic']): FileSet => ({
    info: {
      sample: { shape: [file.columns], range: 'unbounded' },
      length: file.rows,
      classes: [],
      fields: { samples: { shape: [file.columns], dtype: 'float32' } },
      digest,
    },
    features: () => Promise.resolve(new NpyFeatures(file, statistic, (done) => progress(text, done, file.rows))),
    samples: undefined,
    close: () => file.close(),
  });
  return {
    real: set(sides[0], 'real features', (name, make) => cache.remember('statistic', { ...facts, name }, make)),
    fake: set(sides[1], 'fake features', (_name, make) => make()),
    protocol: { ...facts, split: 'all', extractor: 'given', resize: 'none' },
  };
}

const rowsAtOnce = 4096;

/** Features in a .npy file, in the precision they have there. */
class NpyFeatures implements FeatureSet {
  constructor(
    private readonly file: NpyFile,
    readonly statistic: FeatureSet['statistic'],
    private readonly progress: (done: number) => void,
  ) {}

  get count(): number {
    return this.file.rows;
  }

  get dimensions(): number {
    return this.file.columns;
  }

  async *batches(): AsyncIterable<FeatureMatrix> {
    for (let from = 0; from < this.count; from += rowsAtOnce) {
      const to = Math.min(from + rowsAtOnce, this.count);
      yield { rows: to - from, columns: this.dimensions, data: await this.file.read(from, to) };
      this.progress(to);
    }
  }

  async matrix(): Promise<FeatureMatrix> {
    return { rows: this.count, columns: this.dimensions, data: await this.file.read(0, this.count) };
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** The data set plugin that reads folders of pictures. */
const pictureReader = 'image-folder';

async function openPictures(settings: FileSettings, wiring: Wiring): Promise<FilePair> {
  const { commandLine, cache, progress } = settings;
  const forms = { real: formOfFirst(settings.real), fake: formOfFirst(settings.fake) };
  const form = {
    size: settings.size ?? forms.real.size,
    channels: forms.real.channels === 1 && forms.fake.channels === 1 ? 1 : 3,
    labels: false,
  };
  const opened = async (side: 'real' | 'fake') => {
    const section = commandLine.section('dataset', pictureReader, { folder: settings[side], ...form });
    return { section, dataset: await wiring.create('dataset', side, section) };
  };
  const [real, fake] = [await opened('real'), await opened('fake')];
  const readers = [await real.dataset.open(), await fake.dataset.open()] as const;
  const info = readers[0].info;
  const section = settings.extractor
    ? commandLine.section('extractor', settings.extractor)
    : commandLine.section('extractor', defaultExtractor.use);
  const plugin = await wiring.create('extractor', 'extractor', section);
  plugin.check?.(info);
  const open = async () => real.dataset.open();
  const extractor = await plugin.prepare({ info, open, cache, progress });
  const facts = {
    data: pictureReader,
    dataDigest: info.digest,
    pictures: info.sample.shape.join('x'),
    ...extractorFacts({ extractorSection: section }, extractor),
  };
  const side = (
    reader: DatasetReader,
    text: string,
    statistic: (reads: string) => FeatureSet['statistic'],
  ): FileSet => {
    const samples = storedSamples(
      reader,
      Uint32Array.from({ length: reader.info.length }, (_, i) => i),
    );
    return {
      info: reader.info,
      features: memoized((reads, hold) => {
        requireProbabilities(reads, extractor, section);
        return new ExtractedFeatures(samples, {
          ...applied(extractor, reads, info.classes.length),
          hold,
          statistic: statistic(reads),
          progress: (done, total) => progress(text, done, total),
        });
      }),
      samples,
      close: async () => reader.close?.(),
    };
  };
  return {
    real: side(
      readers[0],
      'real pictures',
      (reads) => (name, make) => cache.remember('statistic', { ...facts, reads, name }, make),
    ),
    fake: side(readers[1], 'fake pictures', () => (_name, make) => make()),
    protocol: { ...facts, split: 'all' },
  };
}

function requireProbabilities(reads: string, { probabilities }: FeatureExtractor, { use }: Section): void {
  if (reads === 'features' || probabilities) return;
  throw usage(`The extractor '${use}' gives no class probabilities.`, 'Choose --extractor classifier.');
}

/** Features of one kind are extracted once, whatever number of metrics reads them. */
function memoized(make: (reads: 'features' | 'probabilities', hold: boolean) => FeatureSet): FileSet['features'] {
  const made = new Map<string, FeatureSet>();
  return (reads, hold) => {
    const set = made.get(reads) ?? make(reads, hold);
    made.set(reads, set);
    return Promise.resolve(set);
  };
}

/** Compares the two sides by one metric. @param hold whether other metrics read the same features */
export async function compareFiles(
  { real, fake, protocol }: FilePair,
  { use, metric, seed, hold }: { use: string; metric: Metric; seed: number; hold: boolean },
): Promise<Measurement & { readonly protocol: ProtocolFacts; readonly protocolHash: string }> {
  const found = await measure({ real, fake, use, metric, seed, hold });
  const facts = {
    metric: use,
    ...metric.protocol,
    ...protocol,
    samples: fake.info.length,
    realSamples: real.info.length,
    seed,
    ...found.protocol,
  };
  return { ...found, protocol: facts, protocolHash: protocolHash(facts) };
}

async function measure({
  real,
  fake,
  use,
  metric,
  seed,
  hold,
}: {
  real: FileSet;
  fake: FileSet;
  use: string;
  metric: Metric;
  seed: number;
  hold: boolean;
}): Promise<Measurement> {
  if (isFeatureMetric(metric)) {
    const pair = {
      real: await real.features(metric.reads, hold),
      fake: await fake.features(metric.reads, hold),
    };
    const widths = [pair.real.dimensions, pair.fake.dimensions];
    if (widths[0] !== widths[1]) {
      throw new SaddleError('SADDLE_METRIC_INPUT', {
        problem: `Expected real and fake features of one width, received ${widths[0]} and ${widths[1]} columns.`,
        advice: 'Extract both with the same extractor.',
      });
    }
    metric.checkSizes?.({ real: pair.real.count, fake: pair.fake.count, dimensions: pair.real.dimensions });
    return metric.compare({ ...pair, seed });
  }
  metric.check?.({ info: real.info, classes: 0 });
  if (real.samples && fake.samples && metric.reads === 'samples') {
    return metric.evaluate({
      info: real.info,
      classes: 0,
      real: real.samples,
      fake: fake.samples,
      seed,
    });
  }
  throw usage(
    `The metric '${use}' cannot be computed from ${real.samples ? 'pictures' : 'features'} alone.`,
    'Use `saddle evaluate` on a run.',
  );
}

/** A container for plugins outside any run. */
export function looseWiring(registry: PluginRegistry, seed: number): Wiring {
  const wiring = new Wiring(registry, () => undefined);
  wiring.provide(tokens.logger, silentLogger);
  wiring.provide(tokens.random, new HostRandom(seed, 'host'));
  wiring.provide(tokens.run, { batch: 1, iterations: 1, baseDirectory: process.cwd() });
  return wiring;
}
