import { generatorForExport, openRun } from '@saddle/cli';
import * as tf from '@tensorflow/tfjs';

/** Values of a tensor as JSON carries them to another program. */
export interface Given {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface Reference {
  readonly inputs: Readonly<Record<string, Given>>;
  readonly samples: Float32Array;
}

/** Inputs for `batch` samples of a run, and what its generator makes of them op by op. */
export async function referenceSamples(run: string, batch: number, names: readonly string[]): Promise<Reference> {
  const { experiment } = await openRun(run, 'newest');
  const request = generatorForExport(experiment, 7, { batch: undefined, options: {} });
  const inputs = request.inputs(batch);
  const { samples } = tf.tidy(() => request.fn(inputs));
  const given = names.map((name) => {
    const { dtype, shape } = inputs[name]!;
    return [name, { dtype, shape, values: [...inputs[name]!.dataSync()] }];
  });
  return { inputs: Object.fromEntries(given) as Record<string, Given>, samples: samples!.dataSync() as Float32Array };
}
