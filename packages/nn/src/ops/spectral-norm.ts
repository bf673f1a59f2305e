import * as tf from '@tensorflow/tfjs';

/** Of length 1. Not by tf.norm, which takes powers and absolute values first. */
const unit = (vector: tf.Tensor) => tf.div(vector, tf.maximum(tf.sqrt(tf.sum(tf.square(vector))), 1e-12));

/** `of(matrix)` as a constant: no gradient flows through it. What a customGrad does inside is not on the tape. */
function constantOf(matrix: tf.Tensor, of: (matrix: tf.Tensor2D) => tf.Tensor): tf.Tensor {
  const op = tf.customGrad((input) => ({
    value: of(input as tf.Tensor2D),
    gradFunc: () => tf.zeros(matrix.shape),
  }));
  return op(matrix);
}

/**
 * The largest singular value of a matrix, estimated by one power iteration (Miyato et al. 2018, arXiv:1802.05957,
 * algorithm 1). Its gradient is v u^T: the singular vectors count as constants.
 *
 * @param matrix `[rows, columns]`
 * @param u `[columns, 1]`, unit length: the estimate so far of the right singular vector
 * @param update is given the better estimate; without it the estimate stays and the value is |matrix u|
 */
export function largestSingularValue(matrix: tf.Tensor, u: tf.Tensor, update?: (u: tf.Tensor) => void): tf.Scalar {
  const left = constantOf(matrix, (w) => unit(tf.matMul(w, u)));
  const right = update ? constantOf(matrix, (w) => unit(tf.matMul(w, left, true))) : u;
  update?.(right);
  const op = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([left, right]);
    return {
      value: tf.sum(tf.mul(left, tf.matMul(input as tf.Tensor, right))),
      gradFunc: (dy: tf.Tensor, [v, w]: tf.Tensor[]) => tf.mul(dy, tf.matMul(v!, w!, false, true)),
    };
  });
  return op(matrix) as tf.Scalar;
}

/**
 * A kernel divided by the largest singular value of its matrix `[everything else, outputs]`.
 *
 * @param kernel `[inputs, outputs]` or `[height, width, inputs, outputs]`
 */
export function spectrallyNormalize(kernel: tf.Tensor, u: tf.Tensor, update?: (u: tf.Tensor) => void): tf.Tensor {
  const matrix = tf.reshape(kernel, [-1, kernel.shape.at(-1)!]);
  return tf.div(kernel, largestSingularValue(matrix, u, update));
}
