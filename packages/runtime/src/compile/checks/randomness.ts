import type { NativeBackend } from '../native/backend.js';
import { replaceMethods } from '../record/replace-methods.js';
import { framesOf } from '../record/source-lines.js';
import type { Guard, Recording } from '../record/recording.js';

const advice =
  "Draw from the random stream that the step's context carries: `random.normal(shape)`, `random.uniform(shape)`, …";

/** TensorFlow.js's functions that draw in JavaScript, by the names of their frames. With a seed none calls Math.random. */
const drawing =
  /^(?:Object\.)?(?:rand|randomGamma|randomNormal|randomStandardNormal|randomUniform|randomUniformInt|truncatedNormal)_$/;

/** Random numbers made in JavaScript would be the same at every call of a compiled step. */
export const forbidRandomness =
  (backend: NativeBackend): Guard =>
  (recording) => {
    const { move } = backend;
    const restores = [
      replaceMethods(Math, {
        random: () =>
          recording.fail(
            'SADDLE_COMPILE_JS_RANDOM',
            'Math.random is called inside the step, so its numbers would be frozen into the graph.',
            advice,
          ),
      }),
      replaceMethods(backend, {
        move(dataId, values, shape, dtype, refCount) {
          checkDrawn(recording);
          move.call(backend, dataId, values, shape, dtype, refCount);
        },
      }),
    ];
    return () => restores.reverse().forEach((restore) => restore());
  };

function checkDrawn(recording: Recording): void {
  // The outermost is the one that the plugin called; some draw through others.
  const frame = framesOf(new Error()).findLast(({ functionName }) => drawing.test(functionName));
  if (!frame) return;
  const name = frame.functionName.replace(/^Object\./, '').replace(/_$/, '');
  recording.fail(
    'SADDLE_COMPILE_JS_RANDOM',
    `tf.${name} draws its numbers in JavaScript; with or without a seed they would be the same at every step.`,
    advice,
  );
}
