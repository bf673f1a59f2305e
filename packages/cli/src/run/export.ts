import { fixedStream, StepRandom, type TensorMap } from '@saddle/core';
import type { ExportRequest } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import type { Experiment } from '../compose/experiment.js';
import type { SamplingOptions } from './sampling-options.js';

/**
 * The generator as `sample` uses it, for export: averaged where there are averages. Inputs are what `latents` gives,
 * or source pictures; `step`, a whole number, chooses the noise of a generator that draws some itself.
 */
export function generatorForExport(
  experiment: Experiment,
  seed: number,
  { batch, options }: { readonly batch: number | undefined; readonly options: SamplingOptions },
): ExportRequest {
  const { procedure, state } = experiment;
  return {
    name: 'generator',
    state,
    fn: ({ step, ...inputs }) => ({
      samples: procedure.generate({ inputs, options, random: new StepRandom(seed, step as tf.Scalar, '/sample') }),
    }),
    inputs: (count) => ({ ...exampleInputs(experiment, seed, count), step: tf.scalar(0, 'int32') }),
    ...(batch !== undefined && { batch }),
  };
}

function exampleInputs({ procedure, data }: Experiment, seed: number, count: number): TensorMap {
  const random = fixedStream(seed, 'export');
  try {
    return tf.tidy(() => {
      if (!procedure.translation) return procedure.latents(count, random);
      const { source } = procedure.translation;
      return { [source]: random.uniform([count, ...data.fields[source]!.shape], -1, 1) };
    });
  } finally {
    random.step.dispose();
  }
}
