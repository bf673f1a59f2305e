import type { State } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { replaceMethods } from '../record/replace-methods.js';
import type { Guard } from '../record/recording.js';

interface VariableEngine {
  makeVariable(...details: unknown[]): tf.Variable;
  disposeVariable(variable: tf.Variable): void;
}

/** A step may assign registered variables; it may not make, dispose or assign others. */
export const forbidOtherVariables =
  (state: State): Guard =>
  (recording) => {
    const registered = new Set<tf.Tensor>(state.variables.values());
    const { assign } = tf.Variable.prototype;
    const restores = [
      replaceMethods(tf.engine() as unknown as VariableEngine, {
        makeVariable: () =>
          recording.fail(
            'SADDLE_COMPILE_VARIABLE',
            'a variable is created inside the step.',
            'Create it outside the step, once: `state.variable(name, initial)`. An optimizer of TensorFlow.js makes its slots at its first update: run one before, and register them with `state.adopt`.',
          ),
        disposeVariable: () =>
          recording.fail(
            'SADDLE_COMPILE_VARIABLE',
            'a variable is disposed inside the step.',
            'Dispose of state after training, outside steps.',
          ),
      }),
      replaceMethods(tf.Variable.prototype, {
        assign(this: tf.Variable, value: tf.Tensor) {
          if (!registered.has(this)) {
            recording.fail(
              'SADDLE_COMPILE_CAPTURED',
              `variable '${this.name}' is assigned inside the step but is not registered, so its new value would be lost.`,
              'Register it outside the step: `state.adopt(name, variable)`.',
            );
          }
          assign.call(this, value);
        },
      }),
    ];
    return () => restores.reverse().forEach((restore) => restore());
  };
