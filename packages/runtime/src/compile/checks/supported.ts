import { opDefinitions } from '../op-definitions/definitions.js';
import type { OpDefinition } from '../op-definitions/op-definition.js';
import type { Recording } from '../record/recording.js';

/** Ops whose outputs' shapes follow from values: the shape of the traced call would be frozen into what comes after. */
const shapedByValues = new Set([
  ...['Where', 'Unique', 'UniqueV2', 'UniqueWithCounts', 'UniqueWithCountsV2', 'ListDiff', 'DynamicPartition'],
  ...['NonMaxSuppression', 'NonMaxSuppressionV2', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5'],
]);

/** Ops of TensorFlow that draw random numbers from a generator of their own. */
const randomWithState = /^(Multinomial|Random|ParameterizedTruncatedNormal|TruncatedNormal)/;

/** The definition of an op that a graph may have. */
export function checkOp(recording: Recording, op: string): OpDefinition {
  if (shapedByValues.has(op)) {
    recording.fail(
      'SADDLE_COMPILE_UNSUPPORTED',
      `the shape of what ${op} returns depends on values, so it cannot be compiled.`,
      'Use a mask (`tf.where` with three arguments, or a product) instead, or set `runtime.compile: off`.',
    );
  }
  if (randomWithState.test(op)) {
    recording.fail(
      'SADDLE_COMPILE_JS_RANDOM',
      `${op} draws from a random generator outside the run's seed, so the step would not repeat.`,
      "Draw from the random stream that the step's context carries.",
    );
  }
  const definition = opDefinitions[op];
  if (definition) return definition;
  return recording.fail(
    'SADDLE_COMPILE_UNSUPPORTED',
    `${op} is not a pure TensorFlow op that the compiler knows.`,
    'Use other ops, or set `runtime.compile: off`.',
  );
}
