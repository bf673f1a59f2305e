import { State, type TensorMap } from '@saddle/core';
import { createCompiledRuntime, loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { fixedNumbers } from '../../support/compiled-steps/gan-steps.js';

/** What ops are tried on: `x` in (-1, 1), `positive` in (0.5, 1.5), matrices, pictures, whole numbers and flags. */
const inputs = () => ({
  x: fixedNumbers([4, 6], 1, 0.99),
  y: fixedNumbers([4, 6], 2, 0.99),
  positive: tf.add(fixedNumbers([4, 6], 3, 0.5), 1),
  square: tf.add(fixedNumbers([3, 3], 4), tf.mul(tf.eye(3), 3)),
  picture: fixedNumbers([2, 6, 6, 3], 5),
  video: fixedNumbers([2, 4, 4, 4, 3], 6),
  filter: fixedNumbers([3, 3, 3, 4], 7),
  whole: tf.tensor2d([5, -3, 2, 7, 0, 1], [2, 3], 'int32'),
  index: tf.tensor1d([3, 0, 2], 'int32'),
  flags: tf.tensor1d([1, 0, 1, 1], 'bool'),
});

type Named = Record<keyof ReturnType<typeof inputs>, tf.Tensor>;
type Op = (inputs: Named) => tf.Tensor | tf.Tensor[];

const x1 =
  (op: (x: tf.Tensor) => tf.Tensor): Op =>
  ({ x }) => [op(x), tf.grad(op)(x)];
const positive =
  (op: (x: tf.Tensor) => tf.Tensor): Op =>
  ({ positive: x }) => [op(x), tf.grad(op)(x)];
const xy =
  (op: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): Op =>
  ({ x, y }) => [op(x, y), ...tf.grads(op)([x, y])];
const onPicture =
  (op: (x: tf.Tensor4D) => tf.Tensor): Op =>
  ({ picture }) => [op(picture as tf.Tensor4D), tf.grad((x) => op(x as tf.Tensor4D))(picture)];
const convolution =
  (op: (x: tf.Tensor4D, f: tf.Tensor4D) => tf.Tensor): Op =>
  ({ picture, filter }) => {
    const call = (x: tf.Tensor, f: tf.Tensor) => op(x as tf.Tensor4D, f as tf.Tensor4D);
    return [call(picture, filter), ...tf.grads(call)([picture, filter])];
  };

/** Ops of TensorFlow.js with their gradients where they have them. */
const ops: Record<string, Op> = {
  ...Object.fromEntries(
    (
      [
        'abs',
        'neg',
        'exp',
        'expm1',
        'square',
        'sin',
        'cos',
        'tan',
        'sinh',
        'cosh',
        'tanh',
        'sigmoid',
        'softplus',
      ] as const
    )
      .concat([
        'relu',
        'relu6',
        'elu',
        'selu',
        'erf',
        'asin',
        'acos',
        'atan',
        'asinh',
        'atanh',
        'logSigmoid',
      ] as never[])
      .concat(['sign', 'ceil', 'floor', 'round', 'step', 'zerosLike', 'onesLike', 'softmax', 'logSoftmax'] as never[])
      .map((name) => [name, x1((x) => tf[name](x))]),
  ),
  ...Object.fromEntries(
    (['sqrt', 'rsqrt', 'log', 'log1p', 'reciprocal'] as const).map((name) => [name, positive((x) => tf[name](x))]),
  ),
  acosh: ({ positive: x }) => tf.acosh(tf.add(x, 1)),
  leakyRelu: x1((x) => tf.leakyRelu(x, 0.2)),
  prelu: xy((x, y) => tf.prelu(x, y)),
  clip: x1((x) => tf.clipByValue(x, -0.5, 0.5)),
  checks: ({ x }) => [tf.isNaN(x), tf.isInf(x), tf.isFinite(x)],
  ...Object.fromEntries(
    (['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'squaredDifference', 'atan2'] as const).map((name) => [
      name,
      xy((x, y) => tf[name](x, y)),
    ]),
  ),
  divNoNan: ({ x, y }) => tf.divNoNan(x, tf.relu(y)),
  pow: ({ positive: x, y }) => [tf.pow(x, y), ...tf.grads((a, b) => tf.pow(a!, b!))([x, y])],
  mod: ({ x, positive: y }) => tf.mod(x, y),
  floorDiv: ({ whole }) => tf.floorDiv(whole, tf.scalar(2, 'int32')),
  compare: ({ x, y }) => [
    tf.greater(x, y),
    tf.greaterEqual(x, y),
    tf.less(x, y),
    tf.lessEqual(x, y),
    tf.equal(x, y),
    tf.notEqual(x, y),
  ],
  logic: ({ flags }) => [
    tf.logicalAnd(flags, true),
    tf.logicalOr(flags, false),
    tf.logicalNot(flags),
    tf.logicalXor(flags, true),
  ],
  where: ({ x, y }) => {
    const positive = tf.greater(x, 0);
    return [tf.where(positive, x, y), ...tf.grads((a, b) => tf.where(positive, a!, b!))([x, y])];
  },
  addN: ({ x, y }) => tf.addN([x, y, x]),
  broadcast: xy((x, y) => tf.mul(x, tf.slice(y, [0, 0], [1, 6]))),
  cast: ({ x, whole, flags }) => [
    tf.cast(x, 'int32'),
    tf.cast(whole, 'float32'),
    tf.cast(flags, 'float32'),
    tf.cast(x, 'bool'),
  ],
  complex: ({ x, y }) => {
    const c = tf.complex(x, y);
    return [tf.real(c), tf.imag(c), tf.abs(c), tf.real(tf.mul(c, c))];
  },
  fft: ({ x, y }) => [tf.real(tf.fft(tf.complex(x, y))), tf.imag(tf.ifft(tf.complex(x, y)))],
  rfft: ({ x }) => tf.real(tf.rfft(x)),
  reductions: ({ x }) => [
    tf.sum(x, 1),
    tf.mean(x, 0),
    tf.max(x, 1),
    tf.min(x, 0, true),
    tf.prod(x, 1),
    tf.logSumExp(x, 1),
  ],
  reductionGradients: ({ x }) => [tf.sum, tf.mean, tf.max, tf.min].map((reduce) => tf.grad((a) => reduce(a, 1))(x)),
  norms: ({ x }) => [tf.norm(x), tf.norm(x, 1, 1), tf.norm(x, Infinity), tf.norm(x, 'euclidean', 0)],
  moments: ({ x }) => Object.values(tf.moments(x, 0)),
  allAny: ({ flags }) => [tf.all(flags), tf.any(flags)],
  argMax: ({ x }) => [tf.argMax(x, 1), tf.argMin(x, 0)],
  topk: ({ x }) => Object.values(tf.topk(x, 3)),
  cumulative: ({ x }) => [tf.cumsum(x, 1), tf.cumsum(x, 0, true, true), tf.cumprod(x, 1)],
  matMul: xy((x, y) => tf.matMul(x, y, false, true)),
  batchMatMul: ({ x }) => tf.matMul(tf.reshape(x, [2, 2, 6]), tf.reshape(x, [2, 6, 2])),
  einsum: ({ x, y }) => tf.einsum('ij,kj->ik', x, y),
  dot: ({ x, y }) => [
    tf.dot(x as tf.Tensor2D, tf.transpose(y) as tf.Tensor2D),
    tf.outerProduct(tf.sum(x, 0) as tf.Tensor1D, tf.sum(y, 1) as tf.Tensor1D),
  ],
  linear: ({ square }) => [
    tf.linalg.bandPart(square, 1, 0),
    ...tf.linalg.qr(square),
    tf.linalg.gramSchmidt(square as tf.Tensor2D) as tf.Tensor,
  ],
  reshape: x1((x) => tf.reshape(x, [2, 12])),
  transpose: x1((x) => tf.transpose(x)),
  expand: x1((x) => tf.squeeze(tf.expandDims(x, 1), [1])),
  concat: xy((x, y) => tf.concat([x, y, x], 1)),
  stack: xy((x, y) => tf.stack([x, y], 1)),
  unstack: x1((x) => tf.unstack(x, 1)[2]!),
  split: x1((x) => tf.split(x, [1, 2, 3], 1)[1]!),
  slice: x1((x) => tf.slice(x, [1, 2], [2, 3])),
  stridedSlice: ({ x }) => tf.stridedSlice(x, [0, 5], [4, 0], [2, -2]),
  tile: x1((x) => tf.tile(x, [2, 1])),
  reverse: x1((x) => tf.reverse(x, 1)),
  pad: x1((x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
      ],
      3,
    ),
  ),
  mirrorPad: ({ x }) => [
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [2, 0],
      ],
      'reflect',
    ),
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [2, 0],
      ],
      'symmetric',
    ),
  ],
  gather: ({ x, index }) => [
    tf.gather(x, index as tf.Tensor1D),
    tf.grad((a) => tf.gather(a, index as tf.Tensor1D))(x),
    tf.gather(x, index as tf.Tensor1D, 1),
  ],
  gatherND: ({ x }) =>
    tf.gatherND(
      x,
      tf.tensor2d(
        [
          [0, 1],
          [3, 5],
        ],
        [2, 2],
        'int32',
      ),
    ),
  scatter: ({ x, index }) => [
    tf.scatterND(tf.expandDims(index, 1), tf.slice(x, [0, 0], [3, 6]), [5, 6]),
    tf.tensorScatterUpdate(x, tf.expandDims(index, 1), tf.slice(tf.neg(x), [0, 0], [3, 6])),
    tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 0, 1], 'int32'), 3),
  ],
  oneHot: ({ index }) => tf.oneHot(index, 4),
  ranges: () => [tf.range(0, 5), tf.linspace(0, 1, 4), tf.eye(3), tf.fill([2, 2], 3, 'int32'), tf.diag(tf.range(1, 4))],
  meshgrid: () => tf.meshgrid(tf.range(0, 3), tf.range(0, 2)),
  bincount: ({ index }) => tf.bincount(index as tf.Tensor1D, tf.tensor1d([1, 2, 3]), 4),
  conv2d: convolution((x, f) => tf.conv2d(x, f, 1, 'same')),
  conv2dStrided: convolution((x, f) => tf.conv2d(x, f, 2, 'valid')),
  conv2dDilated: ({ picture, filter }) =>
    tf.conv2d(picture as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', 2),
  conv2dTranspose: ({ picture, filter }) =>
    tf.conv2dTranspose(
      picture as tf.Tensor4D,
      tf.transpose(filter, [0, 1, 3, 2]) as tf.Tensor4D,
      [2, 12, 12, 4],
      2,
      'same',
    ),
  depthwise: convolution((x, f) => tf.depthwiseConv2d(x, f, 1, 'same')),
  separable: ({ picture, filter }) =>
    tf.separableConv2d(picture as tf.Tensor4D, filter as tf.Tensor4D, tf.ones([1, 1, 12, 2]), 1, 'same'),
  conv1d: ({ picture }) => tf.conv1d(tf.reshape(picture, [2, 36, 3]) as tf.Tensor3D, tf.ones([3, 3, 2]), 1, 'same'),
  conv3d: ({ video }) => [
    tf.conv3d(video as tf.Tensor5D, tf.ones([2, 2, 2, 3, 2]), 1, 'same'),
    tf.grad((x) => tf.conv3d(x as tf.Tensor5D, tf.ones([2, 2, 2, 3, 2]), 1, 'same'))(video),
  ],
  maxPool: onPicture((x) => tf.maxPool(x, 2, 2, 'same')),
  avgPool: onPicture((x) => tf.avgPool(x, 3, 2, 'valid')),
  pool3d: ({ video }) => [
    tf.maxPool3d(video as tf.Tensor5D, 2, 2, 'same'),
    tf.avgPool3d(video as tf.Tensor5D, 2, 2, 'same'),
  ],
  bilinear: onPicture((x) => tf.image.resizeBilinear(x, [9, 12])),
  nearest: onPicture((x) => tf.image.resizeNearestNeighbor(x, [12, 12])),
  depthToSpace: ({ video }) => tf.depthToSpace(tf.reshape(video, [2, 4, 4, 12]) as tf.Tensor4D, 2),
  spaceToBatch: ({ picture }) => {
    const batched = tf.spaceToBatchND(
      picture,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    );
    return [
      batched,
      tf.batchToSpaceND(
        batched,
        [2, 2],
        [
          [0, 1],
          [0, 1],
        ],
      ),
    ];
  },
  batchNorm: onPicture((x) =>
    tf.batchNorm4d(
      x,
      tf.tensor1d([0, 0.1, 0.2]),
      tf.tensor1d([1, 2, 3]),
      tf.tensor1d([0, 0.5, 1]),
      tf.tensor1d([1, 2, 1]),
      1e-3,
    ),
  ),
  localResponse: ({ picture }) => tf.localResponseNormalization(picture as tf.Tensor4D),
  losses: ({ x, y, positive: p }) => [
    tf.losses.sigmoidCrossEntropy(tf.sigmoid(y), x),
    tf.losses.softmaxCrossEntropy(tf.softmax(y), x),
    tf.losses.huberLoss(x, y),
    tf.losses.logLoss(tf.sigmoid(x), tf.sigmoid(y)),
    tf.losses.hingeLoss(tf.step(x), y),
    tf.losses.meanSquaredError(x, p),
  ],
  fused: ({ x, y }) =>
    tf.fused.matMul({
      a: x as tf.Tensor2D,
      b: y as tf.Tensor2D,
      transposeB: true,
      bias: tf.ones([4]),
      activation: 'relu',
    }),
};

/** Ops that XLA does not have on the CPU. */
const notInXla = new Set(['bincount']);

describe('ops of TensorFlow.js in compiled steps', function () {
  this.timeout(120_000);
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  const outputsOf = (name: string, named: TensorMap): [string, tf.Tensor][] =>
    [ops[name]!(named as Named)].flat().map((tensor, i) => [`${name}/${i}`, tensor]);

  function expectClose(expected: TensorMap, received: TensorMap, tolerance: number): void {
    expect(Object.keys(received)).to.deep.equal(Object.keys(expected));
    for (const [name, tensor] of Object.entries(expected)) {
      const other = received[name]!;
      expect([other.dtype, ...other.shape], name).to.deep.equal([tensor.dtype, ...tensor.shape]);
      const [a, b] = [tensor.dataSync(), other.dataSync()];
      const scale = Math.max(1, ...a.map(Math.abs));
      a.forEach((value, i) => expect(b[i], `${name}[${i}]`).to.be.closeTo(value, tolerance * scale));
    }
  }

  for (const name of Object.keys(ops)) {
    it(`graph: ${name}`, () => {
      const named = inputs();
      const step = (given: TensorMap) => Object.fromEntries(outputsOf(name, given));
      const received = createCompiledRuntime({ mode: 'graph' }).compile(name, new State(), step)(named);
      expectClose(
        tf.tidy(() => step(named)),
        received,
        1e-6,
      );
    });
  }

  it('xla: all that it has, in one step', () => {
    const named = inputs();
    const names = Object.keys(ops).filter((name) => !notInXla.has(name));
    const step = (given: TensorMap) => Object.fromEntries(names.flatMap((name) => outputsOf(name, given)));
    const received = createCompiledRuntime({ mode: 'xla' }).compile('all', new State(), step)(named);
    expectClose(
      tf.tidy(() => step(named)),
      received,
      2e-6,
    );
  });
});
