import type { Experiment } from '../../compose/experiment.js';
import type { SampleMaker } from '../../run/sampling.js';
import { embeddedGrid, type PictureShape } from './embedded-grid.js';

const shown = 8;
const searched = 10_000;

export const nearestCaption = `Below each generated picture the nearest of the first ${searched.toLocaleString('en')} training pictures, by the distance of their pixels: copies would show.`;

/** Generated pictures in one row, their nearest training pictures below. */
export async function nearestExamples(
  maker: SampleMaker,
  experiment: Experiment,
  shape: PictureShape,
): Promise<string> {
  const size = shape[0] * shape[1] * shape[2];
  const generated = await maker.sample(shown, 'fixed');
  const examples = await experiment.readExamples(searched);
  const values = new Float32Array(2 * shown * size);
  values.set(generated);
  for (let i = 0; i < shown; i++) {
    const nearest = nearestTo(generated.subarray(i * size, (i + 1) * size), examples);
    values.set(examples.subarray(nearest * size, (nearest + 1) * size), (shown + i) * size);
  }
  return embeddedGrid(values, shape, shown);
}

/** Which of the examples, `[n, size]` flat, is nearest to a sample. */
export function nearestTo(sample: Float32Array, examples: Float32Array): number {
  const size = sample.length;
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < examples.length / size; i++) {
    let distance = 0;
    for (let j = 0; j < size && distance < least; j++) distance += (sample[j]! - examples[i * size + j]!) ** 2;
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}
