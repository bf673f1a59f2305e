import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedConfig } from '@saddle/config';
import { readMetrics, type Hook, type RunDirectory } from '@saddle/core';
import {
  animateFiles,
  curvesPicture,
  extentOf,
  fieldGrid,
  gridPicture,
  scatterPicture,
  writePicture,
  type Extent,
  type Raster,
} from '@saddle/report';
import type { Experiment } from '../compose/experiment.js';
import type { SampleMaker } from '../run/sampling.js';
import { translationPicture } from './translation-picture.js';

const isImage = (shape: readonly number[]): shape is readonly [number, number, number] => shape.length === 3;

/** Points of a scatter picture; cheap to make, and enough to see the density. */
const scatterPoints = 2048;
const fieldSize = 64;

/** Draws what the generator makes: a grid for pictures, a scatter with the discriminator's field for points. */
export async function makePainter(
  experiment: Experiment,
  maker: SampleMaker,
): Promise<(count: number, title: string, stream?: string) => Promise<Raster>> {
  const { shape } = experiment.data.sample;
  if (experiment.procedure.translation)
    return async (count, _title, stream) => translationPicture(maker, count, stream);
  if (isImage(shape)) {
    return async (count, _title, stream) => gridPicture({ values: await maker.sample(count, stream), count, shape });
  }
  const columns = shape.reduce((a, b) => a * b, 1);
  const real = await experiment.readExamples(scatterPoints);
  const extent = extentOf(real, columns);
  return async (count, title, stream) => {
    const fake = await maker.sample(Math.max(count, columns >= 2 ? scatterPoints : count), stream);
    const field = columns === 2 ? discriminatorField(maker, extent) : undefined;
    return scatterPicture({ real, fake, columns, extent, title, ...(field && { field }) });
  };
}

function discriminatorField(maker: SampleMaker, extent: Extent) {
  const values = maker.score(fieldGrid(extent, fieldSize), fieldSize ** 2);
  return values && { width: fieldSize, height: fieldSize, values, kind: 'score' as const };
}

/** Sample pictures at intervals; at the end also the animation of all of them and the curves of the run. */
export async function picturesHook(
  config: ResolvedConfig,
  experiment: Experiment,
  maker: SampleMaker,
  run: RunDirectory,
): Promise<Hook> {
  const paint = await makePainter(experiment, maker);
  mkdirSync(run.samplesPath, { recursive: true });
  // What a writer that was killed left half done.
  for (const name of readdirSync(run.samplesPath)) {
    if (name.startsWith('.')) rmSync(join(run.samplesPath, name));
  }
  return {
    name: 'pictures',
    every: config.sampling.every,
    async run({ iteration, last }) {
      const path = join(run.samplesPath, `${String(iteration).padStart(9, '0')}.png`);
      await writePicture(path, await paint(config.sampling.count, `${config.name} · iteration ${iteration}`));
      if (!last) return;
      const frames = readdirSync(run.samplesPath).filter((name) => /^\d+\.png$/.test(name));
      const paths = frames.sort().map((name) => join(run.samplesPath, name));
      if (config.sampling.animation && paths.length > 1)
        await animateFiles(paths, join(run.samplesPath, 'animation.gif'));
      const curves = curvesOf(run, config.name);
      if (curves) await writePicture(join(run.path, 'curves.png'), curves);
    },
  };
}

/** Losses and scores over the run, in two panels. */
function curvesOf(run: RunDirectory, title: string): Raster | undefined {
  const records = readMetrics(run.metricsPath).filter(({ kind }) => kind === 'training');
  if (records.length < 2) return undefined;
  const x = records.map(({ iteration }) => iteration);
  const values = records.map(({ values }) => values as Record<string, number>);
  const panel = (panelTitle: string, matches: (name: string) => boolean) => ({
    title: panelTitle,
    curves: Object.keys(values[0]!)
      .filter(matches)
      .map((name) => ({ name, x, y: values.map((record) => record[name] ?? Number.NaN) })),
  });
  const panels = [
    panel('Losses', (name) => name.endsWith('/loss')),
    panel('Scores', (name) => name.includes('score/')),
  ];
  return curvesPicture({ title, xLabel: 'iteration', panels: panels.filter(({ curves }) => curves.length > 0) });
}
