import * as tf from '@tensorflow/tfjs';
import { SaddleError } from '../errors/index.js';
import type { Snapshot } from '../run/checkpoint.js';
import type { HostTensor } from '../run/safetensors.js';
import type { State } from './state.js';

const toHost = (tensor: tf.Tensor): HostTensor => ({
  dtype: tensor.dtype as HostTensor['dtype'],
  shape: tensor.shape,
  data: tensor.dataSync() as HostTensor['data'],
});

/** Copies every registered variable and record to the host. */
export function takeSnapshot(state: State, iteration: number): Snapshot {
  return {
    iteration,
    tensors: new Map([...state.variables].map(([name, variable]) => [name, toHost(variable)])),
    records: Object.fromEntries([...state.records].map(([name, { value }]) => [name, structuredClone(value)])),
  };
}

const sameShape = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((n, i) => n === b[i]);

/** Gives a variable the value of a host tensor. */
export function assignHost(variable: tf.Variable, { data, shape, dtype }: HostTensor): void {
  // A copy: an uploaded buffer belongs to its tensor from then on.
  const tensor = tf.tensor(data.slice(), [...shape], dtype);
  variable.assign(tensor);
  tensor.dispose();
}

/**
 * Puts a snapshot back.
 *
 * @throws SADDLE_CHECKPOINT_MISMATCH where names or shapes are not those of this state; nothing is changed then
 */
export function restoreSnapshot(state: State, snapshot: Snapshot): void {
  const problems = [
    ...[...state.variables].flatMap(([name, variable]) => {
      const saved = snapshot.tensors.get(name);
      if (!saved) return [`'${name}' is missing in the checkpoint`];
      return sameShape(saved.shape, variable.shape)
        ? []
        : [
            `'${name}' has shape [${saved.shape.join(', ')}] in the checkpoint, [${variable.shape.join(', ')}] in this configuration`,
          ];
    }),
    ...[...snapshot.tensors.keys()]
      .filter((name) => !state.variables.has(name))
      .map((name) => `'${name}' of the checkpoint is unknown to this configuration`),
  ];
  if (problems.length > 0) {
    throw new SaddleError('SADDLE_CHECKPOINT_MISMATCH', {
      problem: `The checkpoint does not fit: ${problems.slice(0, 5).join('; ')}${problems.length > 5 ? `; and ${problems.length - 5} more` : ''}.`,
      advice: 'Continue with the configuration and the versions that wrote it.',
    });
  }
  for (const [name, variable] of state.variables) assignHost(variable, snapshot.tensors.get(name)!);
  for (const [name, record] of state.records) {
    if (name in snapshot.records) record.value = structuredClone(snapshot.records[name]);
  }
}
