import { eagerRuntime, type Runtime } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import type { SampleStep } from './gan-steps.js';

export interface StepsRun {
  /** The reported scalars of each call. */
  readonly reports: Record<string, number>[];
  /** The state's variables at the end. */
  readonly variables: Record<string, Float32Array>;
}

/** Runs calls `from` to `to` of a step and reads everything back. */
export function runSteps(sample: SampleStep, runtime: Runtime = eagerRuntime, to = 50, from = 0): StepsRun {
  const step = runtime.compile('sample', sample.state, sample.step);
  const reports = [];
  for (let i = from; i < to; i++) {
    const inputs = sample.inputs(i);
    const outputs = tf.tidy(() => step(inputs));
    reports.push(Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, value.dataSync()[0]!])));
    tf.dispose([inputs, outputs]);
  }
  const variables = Object.fromEntries(
    [...sample.state.variables].map(([name, variable]) => [name, (variable.dataSync() as Float32Array).slice()]),
  );
  return { reports, variables };
}

/** The largest difference of two lists of reports, relative to the larger of the value and 1e-3. */
export function reportDifference(a: StepsRun, b: StepsRun): number {
  return Math.max(
    ...a.reports.flatMap((report, i) =>
      Object.entries(report).map(
        ([name, value]) => Math.abs(value - b.reports[i]![name]!) / Math.max(Math.abs(value), 1e-3),
      ),
    ),
  );
}
