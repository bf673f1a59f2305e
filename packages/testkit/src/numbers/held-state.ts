import type { State } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/**
 * Lets a function that assigns registered state be evaluated again and again at the same state. What is assigned to
 * state is a constant to gradients, so for differences it must be one too: the first evaluation's values are assigned
 * in all later ones, and afterwards everything is as it was.
 */
export class HeldState {
  readonly #initial: ReadonlyMap<tf.Variable, tf.Tensor>;
  readonly #assigned = new Map<tf.Variable, tf.Tensor[]>();
  #recorded = false;

  constructor(state: State) {
    this.#initial = new Map([...state.variables.values()].map((variable) => [variable, tf.keep(tf.clone(variable))]));
  }

  evaluate<T>(work: () => T): T {
    const uses = new Map<tf.Variable, number>();
    for (const variable of this.#initial.keys()) {
      variable.assign = (value: tf.Tensor) => {
        const use = uses.get(variable) ?? 0;
        uses.set(variable, use + 1);
        const earlier = this.#assigned.get(variable) ?? [];
        if (!this.#recorded) this.#assigned.set(variable, [...earlier, tf.keep(tf.clone(value))]);
        tf.Variable.prototype.assign.call(variable, this.#recorded ? (earlier[use] ?? value) : value);
      };
    }
    try {
      return work();
    } finally {
      this.#recorded = true;
      for (const [variable, value] of this.#initial) {
        // Deleting the own property brings the class's method back.
        delete (variable as Partial<tf.Variable>).assign;
        variable.assign(value);
      }
    }
  }

  dispose(): void {
    tf.dispose([...this.#initial.values(), ...this.#assigned.values()].flat());
  }
}
