import type { NativeBackend } from '../native/backend.js';
import { replaceMethods } from '../record/replace-methods.js';
import type { Guard } from '../record/recording.js';

/** Reading a tensor's values in a step freezes them: dataSync, data, arraySync, array, print, toString. */
export const forbidValueReads =
  (backend: NativeBackend): Guard =>
  (recording) => {
    const readSync = (): never =>
      recording.fail(
        'SADDLE_COMPILE_VALUE_READ',
        "a tensor's values are read inside the step; a compiled step would use the first call's values for ever.",
        'Stay with tensor ops (`tf.where`, `tf.mul` with a mask, …), or return the tensor and read it outside.',
      );
    const read = (): Promise<never> => {
      try {
        return readSync();
      } catch {
        // The recording keeps the error and the trace throws it; a failed promise would be reported as unhandled.
        return new Promise(() => {});
      }
    };
    return replaceMethods(backend, { readSync, read });
  };
