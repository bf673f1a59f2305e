import { createHash } from 'node:crypto';
import { defineDataset, tokens, type DatasetReader, type HostRandom } from '@saddle/core';
import { z } from 'zod';
import { formOptions, imageFolder } from '../image-folder/image-folder.js';

const options = z.strictObject({
  source: z.string().min(1).describe("Folder of pictures to be translated, relative to the config's."),
  target: z.string().min(1).describe('Folder of pictures as the results should look.'),
  ...formOptions,
  cache: z.number().min(0).default(256).describe('MiB of decoded pictures kept in memory for each folder'),
});

export default defineDataset({
  name: 'two-folders',
  summary: 'Two folders of pictures without pairs: what is to be translated, and how the results should look',
  options,
  inject: { run: tokens.run, random: tokens.random },
  create({ source, target, ...form }, { run, random }) {
    const folder = (place: string) =>
      imageFolder.create(imageFolder.options.parse({ folder: place, labels: false, ...form }), { run });
    return {
      reading: 'worker',
      open: async () => {
        const [from, to] = await Promise.all([folder(source), folder(target)]);
        return unpaired(await from.open(), await to.open(), random);
      },
    };
  },
});

/**
 * Examples of two sets side by side: number i has picture i of the targets and, by a permutation of each epoch's own, a
 * picture of the sources. The smaller set begins again until the larger is through.
 */
function unpaired(from: DatasetReader, to: DatasetReader, random: HostRandom): DatasetReader {
  const length = Math.max(from.info.length, to.info.length);
  let order: { readonly epoch: number; readonly rows: Uint32Array } | undefined;
  const orderOf = (epoch: number): Uint32Array => {
    if (order?.epoch !== epoch) order = { epoch, rows: random.scope(`pairs/${epoch}`).permutation(length) };
    return order.rows;
  };
  return {
    info: {
      ...to.info,
      length,
      fields: { ...to.info.fields, source: from.info.fields['samples']! },
      digest: createHash('sha256').update(`${from.info.digest}\n${to.info.digest}`).digest('hex'),
    },
    async read(indices, epoch = 0) {
      const rows = orderOf(epoch);
      const [sources, targets] = await Promise.all([
        from.read(indices.map((index) => rows[index]! % from.info.length)),
        to.read(indices.map((index) => index % to.info.length)),
      ]);
      return { ...targets, source: sources['samples']! };
    },
    async close() {
      await from.close?.();
      await to.close?.();
    },
  };
}
