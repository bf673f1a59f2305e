import * as tf from '@tensorflow/tfjs';
import { SaddleError } from '../errors/index.js';
import type { Scopable } from '../plugin/token.js';

/** A value on the host that persists between iterations. JSON-serializable, so that a checkpoint can hold it. */
export interface HostRecord<T> {
  value: T;
}

class Registers {
  readonly variables = new Map<string, tf.Variable>();
  readonly constants = new Map<string, tf.Tensor>();
  readonly records = new Map<string, HostRecord<unknown>>();
}

/**
 * Everything that persists between steps, by name. Compiled steps, checkpoints, resume and a run's hash see this one
 * list; nothing else survives a step. Register outside steps, before the first one.
 */
export class State implements Scopable<State> {
  readonly #registers: Registers;
  readonly #prefix: string;

  constructor(registers = new Registers(), prefix = '') {
    this.#registers = registers;
    this.#prefix = prefix;
  }

  /** The same state; names registered through it start with `name/`. */
  scope(name: string): State {
    return new State(this.#registers, `${this.#prefix}${name}/`);
  }

  /**
   * Registers a variable that steps read and assign.
   *
   * @param initial its first value; the caller's tensor stays the caller's
   * @throws SADDLE_STATE_DUPLICATE
   */
  variable(name: string, initial: tf.Tensor | number): tf.Variable {
    const value = typeof initial === 'number' ? tf.scalar(initial) : initial;
    const variable = tf.variable(value, false);
    if (value !== initial) value.dispose();
    return this.adopt(name, variable);
  }

  /** Registers a variable that exists already, such as a layer's weight. */
  adopt(name: string, variable: tf.Variable): tf.Variable {
    this.#register(this.#registers.variables, name, variable);
    return variable;
  }

  /** Registers a tensor that steps read and nothing ever changes; it is not part of checkpoints. */
  constant<T extends tf.Tensor>(name: string, tensor: T): T {
    tf.keep(tensor);
    this.#register(this.#registers.constants, name, tensor);
    return tensor;
  }

  /** Registers a value kept on the host, such as a controller's. */
  record<T>(name: string, initial: T): HostRecord<T> {
    const record = { value: initial };
    this.#register(this.#registers.records, name, record);
    return record;
  }

  #register<T>(register: Map<string, T>, name: string, value: T): void {
    const full = this.#prefix + name;
    const { variables, constants, records } = this.#registers;
    if (variables.has(full) || constants.has(full) || records.has(full)) {
      throw new SaddleError('SADDLE_STATE_DUPLICATE', {
        problem: `State '${full}' is registered twice.`,
        advice: 'Give each variable of a plugin a name of its own.',
      });
    }
    register.set(full, value);
  }

  /** Every variable of the whole state (not of this scope alone), in order of registration. */
  get variables(): ReadonlyMap<string, tf.Variable> {
    return this.#registers.variables;
  }

  get constants(): ReadonlyMap<string, tf.Tensor> {
    return this.#registers.constants;
  }

  get records(): ReadonlyMap<string, HostRecord<unknown>> {
    return this.#registers.records;
  }

  /** Frees every registered tensor. The state must not be used afterwards. */
  dispose(): void {
    tf.dispose([...this.#registers.variables.values(), ...this.#registers.constants.values()]);
  }
}
