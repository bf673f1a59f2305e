import * as tf from '@tensorflow/tfjs';
import type { Parameter, State } from '@saddle/core';

/** One variable per parameter, of its shape, first zero, registered as `<slot>/<parameter>`. */
export const slots = (state: State, slot: string, parameters: readonly Parameter[]): tf.Variable[] =>
  parameters.map(({ name, variable }) =>
    tf.tidy(() => state.scope(slot).variable(name, tf.zeros(variable.shape, 'float32'))),
  );
