import { createHash } from 'node:crypto';
import type { DatasetInfo, DatasetReader, HostBatch } from '../../contracts/dataset.js';
import { SaddleError } from '../../errors/index.js';
import { HostRandom } from '../../random/host.js';
import { channelsAfter, degrade, type Degradation } from './degradation.js';

/**
 * Pairs out of pictures: beside every picture, `samples`, what a degradation leaves of it as the field `source`. What
 * is random in it depends on the seed, the epoch and the example.
 *
 * @throws SADDLE_CONFIG_INCOMPATIBLE for data that are no pictures or have sources already
 */
export function degradedReader(reader: DatasetReader, degradation: Degradation, seed: number): DatasetReader {
  const [height, width, channels] = pictureShape(reader.info);
  const shape = [height, width, channelsAfter(degradation, channels)];
  const [size, left] = [height * width * channels, shape.reduce((a, b) => a * b, 1)];
  const random = new HostRandom(seed, 'degrade');
  const withSources = (batch: HostBatch, indices: Uint32Array, epoch: number): HostBatch => {
    const source = new Float32Array(indices.length * left);
    indices.forEach((index, i) => {
      const values = (batch['samples'] as Float32Array).subarray(i * size, (i + 1) * size);
      const own = random.scope(`${epoch}/${index}`);
      source.set(degrade(degradation, { height, width, channels, values }, own), i * left);
    });
    return { ...batch, source };
  };
  return {
    info: {
      ...reader.info,
      fields: { ...reader.info.fields, source: { shape, dtype: 'float32' } },
      digest: createHash('sha256')
        .update(`${reader.info.digest}\n${JSON.stringify(degradation)}`)
        .digest('hex'),
    },
    read(indices, epoch = 0) {
      const batch = reader.read(indices, epoch);
      return batch instanceof Promise
        ? batch.then((read) => withSources(read, indices, epoch))
        : withSources(batch, indices, epoch);
    },
    close: async () => reader.close?.(),
  };
}

function pictureShape({ sample, fields }: DatasetInfo): readonly [number, number, number] {
  const { shape, range } = sample;
  const channels = shape[2];
  if ('source' in fields) {
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: 'The data has sources of its own, so they cannot be made by degrading its samples.',
      advice: 'Leave out `data.degrade`.',
    });
  }
  if (shape.length === 3 && range === 'symmetric' && (channels === 1 || channels === 3)) {
    return shape as unknown as readonly [number, number, number];
  }
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `Pictures [height, width, 1 or 3 channels] can be degraded; the data's samples are [${shape.join(', ')}].`,
    advice: 'Leave out `data.degrade`, or choose data of pictures.',
  });
}
