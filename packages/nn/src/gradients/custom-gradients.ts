import type * as tf from '@tensorflow/tfjs';
import type { GradientEngine } from './engine.js';
import { refuseSecondOrder } from './refuse.js';

type AnyFunction = (...values: unknown[]) => { value: tf.Tensor; gradFunc: unknown };

/**
 * Makes custom gradients refuse what they would get silently wrong. A `tf.customGrad` that saves a number computed on
 * the way (neither an input nor its output) has a gradient in which that number is a constant:
 * `tf.losses.softmaxCrossEntropy` is one. Such a number is recorded as made from the op's inputs, with a gradient that
 * throws. It is reached only when a gradient of the gradient passes through it.
 */
export function guardCustomGradients(engine: GradientEngine): void {
  const customGrad = engine.customGrad.bind(engine);
  engine.customGrad = (op) => {
    let name = '';
    const guarded = (...given: unknown[]) => {
      const save = given.at(-1) as tf.GradSaveFunc;
      const inputs = given.slice(0, -1) as tf.Tensor[];
      const firstId = engine.nextTensorId();
      let saved: tf.Tensor[] = [];
      const keep = (tensors: tf.Tensor[]) => {
        saved = tensors;
        save(tensors);
      };
      const result = (op as AnyFunction)(...inputs, keep);
      const recorded = engine.state.gradientDepth > 0 && engine.state.kernelDepth === 1;
      if (!recorded) return result;
      for (const tensor of saved) {
        if (tensor.id < firstId || tensor.id === result.value.id || tensor.dtype !== 'float32') continue;
        engine.addTapeNode(name, Object.fromEntries(inputs.entries()), [tensor], () => refuseUnconnected(name), [], {});
      }
      return result;
    };
    const run = customGrad(guarded as Parameters<typeof customGrad>[0]);
    return (...inputs) => {
      name = engine.state.activeScope?.name ?? 'tf.customGrad';
      return run(...inputs);
    };
  };
}

function refuseUnconnected(name: string): never {
  return refuseSecondOrder(
    name,
    'Its tf.customGrad saves a value computed on the way. Save only inputs and outputs and compute the rest from them ' +
      'in the gradient function; for tf.losses.softmaxCrossEntropy use -sum(labels * tf.logSoftmax(logits)).',
  );
}
