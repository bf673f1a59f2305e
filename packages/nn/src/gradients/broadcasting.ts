import * as tf from '@tensorflow/tfjs';

/** Kernels that broadcast their inputs, but whose gradients in TensorFlow.js have the shape of the output. */
const unreduced = [tf.Maximum, tf.Minimum, tf.SquaredDifference];

/** Sums these gradients over the axes along which an input was repeated. */
export function registerBroadcasting(): void {
  for (const kernelName of unreduced) {
    const original = tf.getGradient(kernelName);
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      ...original,
      gradFunc: (dy, saved, attributes) => {
        const gradients = original.gradFunc(dy, saved, attributes);
        const [a, b] = saved;
        return { a: () => sumTo(gradients['a']!(), a!), b: () => sumTo(gradients['b']!(), b!) };
      },
    });
  }
}

function sumTo(gradient: tf.Tensor, input: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(input.shape, gradient.shape);
  return axes.length === 0 ? gradient : tf.reshape(tf.sum(gradient, axes), input.shape);
}
