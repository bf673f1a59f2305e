/** A file of a data set as its publishers give it out. */
export interface PublishedFile {
  readonly name: string;
  /** MD5 of the file as published, hex. */
  readonly md5: string;
  /** SHA-256 of its unpacked content, hex: the same data packed anew is welcome. */
  readonly content?: string;
}

export interface PublishedData {
  /** What `saddle data add` calls it. */
  readonly name: string;
  readonly summary: string;
  /** Where the files are, ending in a slash. */
  readonly baseUrl: string;
  readonly files: readonly PublishedFile[];
}

/**
 * MD5 sums: MNIST's are those torchvision checks for the same mirror (the original site no longer serves the files),
 * Fashion-MNIST's stand in the publishers' README (github.com/zalandoresearch/fashion-mnist), CIFAR-10's on its page
 * (cs.toronto.edu/~kriz/cifar.html). The SHA-256 sums of MNIST's content were computed from the unpacked files.
 */
export const publishedData: readonly PublishedData[] = [
  {
    name: 'mnist',
    summary: 'MNIST: 70,000 handwritten digits, 28 x 28, grey; 11 MB',
    baseUrl: 'https://ossci-datasets.s3.amazonaws.com/mnist/',
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
        content: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        md5: 'd53e105ee54ea40749a09fcbcd1e9432',
        content: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        md5: '9fb629c4189551a2d022fa330f9573f3',
        content: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        md5: 'ec29112dd5afa0611ce80d1b7f02629c',
        content: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      },
    ],
  },
  {
    name: 'fashion-mnist',
    summary: 'Fashion-MNIST: 70,000 articles of clothing, 28 x 28, grey; 30 MB',
    baseUrl: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    files: [
      { name: 'train-images-idx3-ubyte.gz', md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d' },
      { name: 'train-labels-idx1-ubyte.gz', md5: '25c81989df183df01b3e8a0aad5dffbe' },
      { name: 't10k-images-idx3-ubyte.gz', md5: 'bef4ecab320f06d8554ea6380940ec79' },
      { name: 't10k-labels-idx1-ubyte.gz', md5: 'bb300cfdad3c16e7a12a480ee83cd310' },
    ],
  },
  {
    name: 'cifar10',
    summary: 'CIFAR-10 (binary version): 60,000 photographs, 32 x 32, colour; 162 MB',
    baseUrl: 'https://www.cs.toronto.edu/~kriz/',
    files: [{ name: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530' }],
  },
];
