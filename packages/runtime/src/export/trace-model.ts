import { SaddleError, type State } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { compareTraces } from '../compile/checks/compare-traces.js';
import type { Graph } from '../compile/graph/graph.js';
import { nativeBackend, type NativeBackend } from '../compile/native/backend.js';
import { fillEqualConstants } from '../compile/passes/equal-constants.js';
import { traceStep, type StepFunction, type TensorsByName } from '../compile/record/trace-step.js';
import { withAnyBatch } from './any-batch.js';
import { freezeState } from './freeze.js';

/** A function to export: from inputs of any batch size to outputs, reading `state` and leaving it as it is. */
export interface ExportRequest {
  readonly name: string;
  readonly state: State;
  readonly fn: StepFunction;
  /** Inputs of a given batch size. The caller of this function disposes them. */
  readonly inputs: (batch: number) => TensorsByName;
  /** The only batch size that the model is to take; any, unless given. */
  readonly batch?: number;
}

/** Three sizes: two give a line for every number that depends on the batch, the third shows that it is one. */
const probes = [2, 3, 5] as const;

/**
 * The graph of a function with the state's present values in it as constants.
 *
 * @throws SADDLE_RUNTIME_UNAVAILABLE without native TensorFlow, SADDLE_COMPILE_… for what cannot be traced,
 * SADDLE_COMPILE_SHAPE when no one graph serves every batch size
 */
export function traceModel(request: ExportRequest): Graph {
  const backend = requireNative();
  if (request.batch !== undefined) {
    return freezeState(fillEqualConstants(traceAt(backend, request, request.batch)), request.state);
  }
  const graphs = probes.map((batch) => traceAt(backend, request, batch));
  return freezeState(withAnyBatch(request.name, graphs, probes), request.state);
}

export function requireNative(): NativeBackend {
  const backend = nativeBackend();
  if (backend) return backend;
  throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', {
    problem: 'Models can be exported on native TensorFlow only.',
    advice: 'Run `saddle setup` to get native TensorFlow.',
  });
}

function traceAt(backend: NativeBackend, { name, state, fn, inputs }: ExportRequest, batch: number): Graph {
  const given = inputs(batch);
  try {
    const first = traceStep(backend, name, state, fn, given);
    compareTraces(name, first, traceStep(backend, name, state, fn, given));
    return { results: first.results.filter(({ kind }) => kind === 'output') };
  } finally {
    tf.dispose(given);
  }
}
