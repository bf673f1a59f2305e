import { defineDataset, tokens } from '@saddle/core';
import { z } from 'zod';
import { findFile, folderOf, notDownloaded } from '../files/find.js';
import { fitOptions } from '../images/presentation.js';
import { storedDataset } from '../images/stored-dataset.js';
import { loadIdx, type IdxFiles } from './load.js';

interface Relative {
  readonly name: string;
  readonly summary: string;
  readonly paper: string;
  readonly classes: readonly string[];
}

/** A data set with MNIST's four files: 60,000 pictures to train on and 10,000 to test with, 28 x 28, grey, 10 classes. */
const mnistLike = ({ name, summary, paper, classes }: Relative) =>
  defineDataset({
    name,
    summary,
    paper,
    options: z.strictObject({
      folder: z
        .string()
        .min(1)
        .optional()
        .describe(
          `Folder of the four files, relative to the config's; where \`saddle data add ${name}\` puts them if not given`,
        ),
      split: z.enum(['train', 'test']).default('train').describe('The 60,000 training or the 10,000 test pictures'),
      ...fitOptions,
    }),
    inject: { run: tokens.run },
    create: ({ folder, split, ...fit }, { run }) => {
      const place = folderOf(name, folder, run.baseDirectory);
      return storedDataset(async () => loadIdx({ ...(await locate(name, place, split)), classes }), fit);
    },
  });

async function locate(name: string, folder: string, split: 'train' | 'test'): Promise<IdxFiles> {
  const prefix = split === 'train' ? 'train' : 't10k';
  const find = async (file: string) => {
    const found = await findFile(folder, [`${file}.gz`, file]);
    if (found === undefined) throw notDownloaded(name, folder, `${file}.gz or ${file}`);
    return found;
  };
  return { images: await find(`${prefix}-images-idx3-ubyte`), labels: await find(`${prefix}-labels-idx1-ubyte`) };
}

export const mnist = mnistLike({
  name: 'mnist',
  summary: 'MNIST: handwritten digits, 28 x 28, grey',
  paper:
    'LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition, doi:10.1109/5.726791',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
});

export const fashionMnist = mnistLike({
  name: 'fashion-mnist',
  summary: 'Fashion-MNIST: articles of clothing, 28 x 28, grey',
  paper:
    'Xiao, Rasul, Vollgraf 2017, Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms, arXiv:1708.07747',
  classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
});
