import type { State } from '../state/state.js';
import type { TensorMap } from './tensors.js';

/** Runs steps: eagerly, or compiled. Nothing in the loop depends on which. */
export interface Runtime {
  /**
   * A function of the same signature and results as `fn`. `fn` must be a pure function of `state` and its inputs.
   *
   * @param name shows in messages and profiles; the same name is compiled once per shape of the inputs
   */
  compile(name: string, state: State, fn: (inputs: TensorMap) => TensorMap): (inputs: TensorMap) => TensorMap;
  /** What runs the steps, for a run's header and identity. */
  readonly mode: 'off' | 'graph' | 'xla';
}

/** Runs every step as it is: the reference that compiled runtimes are compared with. */
export const eagerRuntime: Runtime = {
  mode: 'off',
  compile: (_name, _state, fn) => fn,
};
