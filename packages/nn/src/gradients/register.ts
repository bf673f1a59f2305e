import * as tf from '@tensorflow/tfjs';

/** Runs a kernel that has one output. */
export const kernel = (name: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap);

/** The gradient in each input, computed only where it is asked for. */
type Gradients<A> = (dy: tf.Tensor, saved: tf.Tensor[], attributes: A) => Record<string, () => tf.Tensor>;

/** Gives a kernel a gradient, in place of the one it may have. */
export function registerGradient<A extends object>(
  kernelName: string,
  inputsToSave: readonly string[],
  gradients: Gradients<A>,
): void {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: [...inputsToSave],
    gradFunc: (dy, saved, attributes) => gradients(dy as tf.Tensor, saved, attributes as unknown as A),
  });
}
