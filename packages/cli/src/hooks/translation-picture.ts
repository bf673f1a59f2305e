import * as tf from '@tensorflow/tfjs';
import { gridPicture, type Raster } from '@saddle/report';
import type { SampleMaker } from '../run/sampling.js';

/** Groups side by side: source, result and right answer of one example stand next to each other. */
const groupsInRow = 4;

/** A grid of `count` examples of a translation: source | result | right answer, where the data come in pairs. */
export async function translationPicture(maker: SampleMaker, count: number, stream = 'fixed'): Promise<Raster> {
  const groups: Float32Array[] = [];
  let shape: number[] = [];
  let parts = 0;
  for (let done = 0; done < count; done += maker.chunk) {
    const { source, samples, target } = await maker.translate(stream, done / maker.chunk);
    const side = tf.tidy(() => {
      const pictures = target ? [source, samples, target] : [source, samples];
      const colours = Math.max(...pictures.map((picture) => picture.shape[3]!));
      const alike = pictures.map((picture) =>
        picture.shape[3] === colours ? picture : tf.tile(picture, [1, 1, 1, colours]),
      );
      return tf.stack(alike, 1);
    });
    [parts, shape] = [side.shape[1]!, side.shape.slice(2)];
    const size = side.size / maker.chunk;
    groups.push((side.dataSync() as Float32Array).slice(0, Math.min(maker.chunk, count - done) * size));
    tf.dispose([side, source, samples, ...(target ? [target] : [])]);
  }
  const values = new Float32Array(groups.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const group of groups) {
    values.set(group, at);
    at += group.length;
  }
  return gridPicture({
    values,
    count: count * parts,
    shape: shape as [number, number, number],
    columns: parts * Math.min(groupsInRow, count),
  });
}
