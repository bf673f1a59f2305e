import type * as tf from '@tensorflow/tfjs';
import type { NativeBackend } from '../native/backend.js';
import { replaceMethods } from '../record/replace-methods.js';
import type { Guard } from '../record/recording.js';

/**
 * Values wait in JavaScript until an op first needs them. So a tensor that was made outside and is first used inside
 * looks like a constant of the step; it is told apart by where its data was written. Also notes the line that made
 * each constant, which is more to the point than the line that first used it.
 */
export const forbidForeignUploads =
  (backend: NativeBackend): Guard =>
  (recording) => {
    const madeAt = new WeakMap<object, Error>();
    const { move, getInputTensorIds } = backend;
    const idOf = (tensor: tf.TensorInfo): number => {
      // 64-bit scalars of tfjs-node are not tensors and have no data yet.
      const record = backend.tensorMap.has(tensor.dataId) ? backend.tensorMap.get(tensor.dataId) : undefined;
      if (tensor.dataId && !record) {
        recording.fail(
          'SADDLE_COMPILE_CAPTURED',
          'a tensor that was disposed is used.',
          'Keep what lives longer than a step in registered state; a step that runs twice disposes its own tensors once.',
        );
      }
      if (record?.values && !madeAt.has(tensor.dataId)) {
        recording.fail(
          'SADDLE_COMPILE_CAPTURED',
          `a tensor of shape [${tensor.shape.join(', ')}] was made outside the step and is neither one of its inputs nor registered state.`,
          'Register it outside the step: `state.variable(name, tensor)` if it changes, `state.constant(name, tensor)` if not.',
        );
      }
      return recording.during(madeAt.get(tensor.dataId), () => getInputTensorIds.call(backend, [tensor])[0]!);
    };
    return replaceMethods(backend, {
      move(dataId, values, shape, dtype, refCount) {
        madeAt.set(dataId, new Error());
        move.call(backend, dataId, values, shape, dtype, refCount);
      },
      getInputTensorIds: (tensors) => tensors.map(idOf),
    });
  };
