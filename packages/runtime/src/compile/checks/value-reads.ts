import type { NativeBackend } from '../native/backend.js';
import { framesOf } from '../record/source-lines.js';
import { replaceMethods } from '../record/replace-methods.js';
import type { Guard } from '../record/recording.js';

/** tfjs-node's kernel for tf.gather reads the indices only to check that they are in range. */
const readsToCheck = /[\\/]tfjs-node[\\/]dist[\\/]kernels[\\/]GatherV2\.js$/;

/** Reading a tensor's values in a step freezes them: dataSync, data, arraySync, array, print, toString. */
export const forbidValueReads =
  (backend: NativeBackend): Guard =>
  (recording) => {
    const original = backend.readSync;
    const refuse = (): never =>
      recording.fail(
        'SADDLE_COMPILE_VALUE_READ',
        "a tensor's values are read inside the step; a compiled step would use the first call's values for ever.",
        'Stay with tensor ops (`tf.where`, `tf.mul` with a mask, …), or return the tensor and read it outside.',
      );
    const readSync = (dataId: object) => {
      const checked = framesOf(new Error()).some(({ file }) => readsToCheck.test(file));
      return checked ? original.call(backend, dataId) : refuse();
    };
    const read = (): Promise<never> => {
      try {
        return refuse();
      } catch {
        // The recording keeps the error and the trace throws it; a failed promise would be reported as unhandled.
        return new Promise(() => {});
      }
    };
    return replaceMethods(backend, { readSync, read });
  };
