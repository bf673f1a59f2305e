import * as tf from '@tensorflow/tfjs';

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

const maps = (tensor: tf.Tensor | undefined) => tensor as tf.Tensor4D;
const unary = (op: (x: tf.Tensor) => tf.Tensor): Op => op as Op;

/** Plain TensorFlow.js ops, as a plugin calls them; the names are those of test/references/second-order.py. */
export const ops: Readonly<Record<string, Op>> = {
  abs: unary(tf.abs),
  acos: unary(tf.acos),
  acosh: unary(tf.acosh),
  asin: unary(tf.asin),
  asinh: unary(tf.asinh),
  atan: unary(tf.atan),
  atanh: unary(tf.atanh),
  clipByValue: (x) => tf.clipByValue(x!, -1, 1),
  cos: unary(tf.cos),
  cosh: unary(tf.cosh),
  elu: unary(tf.elu),
  erf: unary(tf.erf),
  exp: unary(tf.exp),
  expm1: unary(tf.expm1),
  gelu: layer({ activation: 'gelu' }),
  leakyRelu: (x) => tf.leakyRelu(x!, 0.2),
  log: unary(tf.log),
  log1p: unary(tf.log1p),
  logSigmoid: unary(tf.logSigmoid),
  neg: unary(tf.neg),
  reciprocal: unary(tf.reciprocal),
  relu: unary(tf.relu),
  relu6: unary(tf.relu6),
  rsqrt: unary(tf.rsqrt),
  selu: unary(tf.selu),
  sigmoid: unary(tf.sigmoid),
  silu: layer({ activation: 'swish' }),
  sin: unary(tf.sin),
  sinh: unary(tf.sinh),
  softplus: unary(tf.softplus),
  sqrt: (x) => tf.add(tf.sqrt(x!), x!),
  square: unary(tf.square),
  tan: unary(tf.tan),
  tanh: unary(tf.tanh),

  add: (a, b) => tf.add(a!, b!),
  atan2: (a, b) => tf.atan2(a!, b!),
  div: (a, b) => tf.div(a!, b!),
  maximum: (a, b) => tf.maximum(a!, b!),
  minimum: (a, b) => tf.minimum(a!, b!),
  mod: (a, b) => tf.mod(a!, b!),
  mul: (a, b) => tf.mul(a!, b!),
  pow: (a, b) => tf.pow(a!, b!),
  prelu: (x, slope) => tf.prelu(x!, slope!),
  squaredDifference: (a, b) => tf.squaredDifference(a!, b!),
  sub: (a, b) => tf.sub(a!, b!),
  where: (a, b) => tf.where(tf.greater(a!, b!), tf.exp(a!), tf.mul(a!, b!)),

  cumsum: (x) => tf.cumsum(x!, 1),
  logSoftmax: (x) => tf.logSoftmax(x!),
  logSumExp: (x) => tf.logSumExp(x!, 1),
  max: (x) => tf.max(x!, 1),
  mean: (x) => tf.mean(x!, 0),
  min: (x) => tf.min(x!, 1),
  moments: (x) => tf.moments(x!, 0).variance,
  norm: (x) => tf.norm(x!, 'euclidean', 1),
  softmax: (x) => tf.softmax(x!),
  sum: (x) => tf.sum(x!, 1),

  batchToSpaceND: (x) =>
    tf.batchToSpaceND(
      x!,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  broadcastTo: (x) => tf.broadcastTo(x!, [3, 4]),
  concat: (a, b) => tf.concat([a!, b!], 1),
  gather: (x) => tf.gather(x!, tf.tensor1d([2, 0, 2], 'int32')),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x!,
      [
        [0, 0],
        [1, 2],
        [2, 1],
        [0, 0],
      ],
      'reflect',
    ),
  'mirrorPad symmetric': (x) =>
    tf.mirrorPad(
      x!,
      [
        [0, 0],
        [2, 3],
      ],
      'symmetric',
    ),
  pad: (x) =>
    tf.pad(x!, [
      [1, 1],
      [2, 0],
    ]),
  reshape: (x) => tf.reshape(x!, [2, 6]),
  reverse: (x) => tf.reverse(x!, 1),
  slice: (x) => tf.slice(x!, [1, 1], [2, 2]),
  spaceToBatchND: (x) =>
    tf.spaceToBatchND(
      x!,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  split: (x) => {
    const [left, right] = tf.split(x!, 2, 1);
    return tf.mul(left!, right!);
  },
  stack: (a, b) => tf.stack([a!, b!], 1),
  tile: (x) => tf.tile(x!, [2, 3]),
  transpose: (x) => tf.transpose(x!),
  unsortedSegmentSum: (x) => tf.unsortedSegmentSum(x!, tf.tensor1d([0, 1, 0], 'int32'), 2),
  unstack: (x) => {
    const [a, b, c] = tf.unstack(x!);
    return tf.sub(tf.mul(a!, b!), c!);
  },

  addN: (a, b) => tf.addN([a!, b!]),
  averagePool: layer({ pooling: 'average' }),
  'averagePool same': (x) => tf.avgPool(maps(x), 3, 2, 'same'),
  averagePool3d: (x) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'valid'),
  batchNorm: (x, mean, variance, offset, scale) =>
    tf.batchNorm(maps(x), mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D),
  conv2d: (x, kernel) => tf.conv2d(maps(x), maps(kernel), 2, 'valid'),
  conv2dTranspose: (x, kernel) => tf.conv2dTranspose(maps(x), maps(kernel), [2, 6, 6, 3], 2, 'same'),
  conv3d: (x, kernel) => tf.conv3d(x as tf.Tensor5D, kernel as tf.Tensor5D, 1, 'valid'),
  dense: (x, kernel, bias) =>
    tf.tanh(tf.fused.matMul({ a: x!, b: kernel!, bias: bias!, transposeA: false, transposeB: false })),
  depthwiseConv2d: (x, kernel) => tf.depthwiseConv2d(maps(x), maps(kernel), 1, 'valid'),
  fusedConv2d: (x, kernel, bias) =>
    tf.fused.conv2d({ x: maps(x), filter: maps(kernel), bias: bias!, strides: 1, pad: 'same' }),
  matMul: (a, b) => tf.matMul(a!, b!, false, true),
  maxPool: layer({ pooling: 'max' }),
  'maxPool overlapping': (x) => tf.maxPool(maps(x), 3, 2, 'valid'),
  'maxPool same': (x) => tf.maxPool(maps(x), 3, 2, 'same'),
  'maxPool of relu': (x) => tf.maxPool(tf.relu(maps(x)), 2, 2, 'valid'),
  resizeBilinear: (x) => tf.image.resizeBilinear(maps(x), [6, 7]),
  'resizeBilinear aligned': (x) => tf.image.resizeBilinear(maps(x), [6, 7], true),
  'resizeBilinear half pixels': (x) => tf.image.resizeBilinear(maps(x), [6, 7], false, true),
  resizeNearest: (x) => tf.layers.upSampling2d({ size: [2, 3] }).apply(x!) as tf.Tensor,
  'resizeNearest smaller': (x) => tf.image.resizeNearestNeighbor(maps(x), [3, 4]),
  'resizeNearest uneven': (x) => tf.image.resizeNearestNeighbor(maps(x), [7, 5]),
  'resizeNearest half pixels': (x) => tf.image.resizeNearestNeighbor(maps(x), [7, 5], false, true),
};

/** An op by way of `tf.layers`. */
function layer(of: { activation: 'gelu' | 'swish' } | { pooling: 'average' | 'max' }): Op {
  return (x) => {
    const made =
      'activation' in of
        ? tf.layers.activation(of)
        : of.pooling === 'max'
          ? tf.layers.maxPooling2d({ poolSize: [2, 2] })
          : tf.layers.averagePooling2d({ poolSize: [2, 2] });
    return made.apply(x!) as tf.Tensor;
  };
}
