// The expected figure of a finished run: what there is to measure depends on its data.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '@saddle/config';
import sharp from 'sharp';
import { saddle } from '../support.mjs';
import { measureTranslation } from './translation.mjs';
import { loadRun } from './train.mjs';

const points = 2500;
const pictures = 5000;
/** Larger pictures are stored with 256 colours. */
const largest = 150_000;

const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** Draws the picture and measures. @returns the figure in words, and its numbers */
export async function figureOf(run, { unseen, whole }, picture) {
  if (unseen) return translationFigure(await measureTranslation(run, unseen, picture));
  const last = `${String(run.info.iteration).padStart(9, '0')}.png`;
  await store(join(run.samplesPath, last), picture);
  const { config } = await loadRun(run, []);
  return ['ring', 'grid', 'spiral'].includes(config.data.use) ? modesFigure(run) : picturesFigure(run, whole);
}

function translationFigure({ result, source, examples }) {
  const text = `${result.toFixed(1)} of 255 from the right answer (the sources: ${source.toFixed(1)}), ${examples} pictures that it never saw`;
  return { text, values: { distance: result, distanceOfSources: source } };
}

function modesFigure(run) {
  const values = measure(run, ['--metric', 'mixture', '--samples', String(points)]);
  const { modesCovered, highQualityShare, reverseKl } = values;
  const text = `${modesCovered} modes, ${percent(highQualityShare)} of high quality, reverse KL ${reverseKl.toFixed(3)}`;
  return { text, values: { modesCovered, highQualityShare, reverseKl } };
}

async function picturesFigure(run, whole) {
  const measured = whole ? await withOtherData(run, whole) : run.path;
  const values = measure({ path: measured }, [
    ...['--metric', 'fid', 'class-coverage'],
    ...['--extractor', 'classifier', '--samples', String(pictures)],
  ]);
  if (whole) rmSync(measured, { recursive: true });
  const { fid, classesCovered, classReverseKl } = values;
  const text = `FID_5000 ${fid.toFixed(2)} (classifier), ${classesCovered} classes, reverse KL ${classReverseKl.toFixed(3)}`;
  return { text, values: { fid, classesCovered, classReverseKl } };
}

function measure({ path }, options) {
  const { evaluations } = saddle('evaluate', path, ...options);
  return Object.assign({}, ...evaluations.map(({ values }) => values));
}

/** A copy of the run whose config names other data, so that its samples are compared with those. */
async function withOtherData(run, overrides) {
  const copy = `${run.path}-measured`;
  cpSync(run.path, copy, { recursive: true });
  const { config } = await loadRun(run, overrides);
  writeFileSync(join(copy, 'config.yaml'), toYaml(config));
  return copy;
}

async function store(from, to) {
  const bytes = readFileSync(from);
  writeFileSync(to, bytes.length > largest ? await sharp(bytes).png({ palette: true, effort: 10 }).toBuffer() : bytes);
}
