import { SaddleError, type State } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { forbidForeignUploads } from '../checks/foreign-tensors.js';
import { forbidHostRecords } from '../checks/host-records.js';
import { forbidRandomness } from '../checks/randomness.js';
import { forbidValueReads } from '../checks/value-reads.js';
import { forbidOtherVariables } from '../checks/variables.js';
import { sizeOf, type Feed, type Graph, type Result } from '../graph/graph.js';
import { constantFeedSize } from '../passes/large-constants.js';
import type { NativeBackend } from '../native/backend.js';
import { recordBinding } from './record-binding.js';
import { Recording, type Guard } from './recording.js';

export type TensorsByName = Readonly<Record<string, tf.Tensor>>;
export type StepFunction = (inputs: TensorsByName) => TensorsByName;

/** Frames kept of each op's stack: gradients of deep networks stand far below the plugin's line. */
const stackDepth = 100;

/**
 * Runs a step once on the present state and inputs and records what it does. The state is afterwards what it was.
 *
 * @throws SaddleError of the kind SADDLE_COMPILE_… for whatever would be silently wrong in a compiled step
 */
export function traceStep(
  backend: NativeBackend,
  name: string,
  state: State,
  fn: StepFunction,
  inputs: TensorsByName,
): Graph {
  const recording = new Recording(name);
  const engine = tf.engine();
  const restoreState = freshVariables(backend, state);
  engine.startScope(`trace ${name}`);
  try {
    const fresh = Object.fromEntries(
      Object.entries(inputs).map(([key, tensor]) => [key, freshHandle(backend, tensor)]),
    );
    for (const [key, variable] of state.variables) place(backend, recording, variable, { kind: 'variable', name: key });
    for (const [key, tensor] of Object.entries(fresh)) place(backend, recording, tensor, { kind: 'input', name: key });
    for (const [key, tensor] of state.constants) placeConstant(backend, recording, key, tensor);
    return watched(backend, recording, state, () => {
      const outputs = fn(fresh);
      recording.throwIfFailed();
      return {
        results: [...outputResults(backend, recording, outputs), ...variableResults(backend, recording, state)],
      };
    });
  } finally {
    engine.endScope();
    restoreState();
  }
}

/** Another native tensor on the same memory, so that two inputs or variables that share data are told apart. */
function freshHandle(backend: NativeBackend, tensor: tf.Tensor): tf.Tensor {
  const ids = backend.getInputTensorIds([tensor]);
  const { dtype } = backend.tensorMap.get(tensor.dataId)!;
  const attribute = { name: 'T', type: 4, value: dtype };
  return backend.createOutputTensor(backend.binding.executeOp('Identity', [attribute], ids, 1)[0]!);
}

/** Gives each variable a native tensor of its own. Returns what brings the old values back. */
function freshVariables(backend: NativeBackend, state: State): () => void {
  const saved = [...state.variables.values()].map((variable) => {
    const value = tf.keep(variable.clone());
    const fresh = freshHandle(backend, variable);
    variable.assign(fresh);
    fresh.dispose();
    return { variable, value };
  });
  return () => {
    for (const { variable, value } of saved) {
      variable.assign(value);
      value.dispose();
    }
  };
}

function place(backend: NativeBackend, recording: Recording, tensor: tf.Tensor, feed: Feed): void {
  const [id] = backend.getInputTensorIds([tensor]);
  const { shape, dtype } = backend.tensorMap.get(tensor.dataId)!;
  const attributes = { dtype, shape: [...tensor.shape] };
  const outputs = [{ shape: [...tensor.shape], dtype }];
  if (shape.length !== tensor.shape.length) throw new Error(`Tensor '${feed.kind}' was reshaped in place.`);
  recording.add({ op: 'Placeholder', attributes, inputs: [], outputs, feed }, [id!]);
}

function placeConstant(backend: NativeBackend, recording: Recording, name: string, tensor: tf.Tensor): void {
  if (sizeOf(tensor.shape) > constantFeedSize) {
    place(backend, recording, tensor, { kind: 'constant', name });
    return;
  }
  const [id] = backend.getInputTensorIds([tensor]);
  const { dtype } = backend.tensorMap.get(tensor.dataId)!;
  const values = backend.binding.tensorDataSync(id!);
  recording.add({ op: 'Const', attributes: {}, inputs: [], outputs: [{ shape: [...tensor.shape], dtype }], values }, [
    id!,
  ]);
}

/** Runs `work` under every check; the checks end in reverse order, and what they found is thrown. */
function watched<T>(backend: NativeBackend, recording: Recording, state: State, work: () => T): T {
  const guards: Guard[] = [
    forbidValueReads(backend),
    forbidForeignUploads(backend),
    forbidRandomness(backend),
    forbidOtherVariables(state),
    forbidHostRecords(state),
    recordBinding(backend),
  ];
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = stackDepth;
  const restores: (() => void)[] = [];
  let result: T;
  try {
    for (const guard of guards) restores.push(guard(recording));
    result = work();
  } finally {
    for (const restore of restores.reverse()) restore();
    Error.stackTraceLimit = depth;
  }
  recording.throwIfFailed();
  return result;
}

function outputResults(backend: NativeBackend, recording: Recording, outputs: TensorsByName): Result[] {
  const received = describeMistake(outputs);
  if (received !== undefined) {
    throw new SaddleError('SADDLE_PLUGIN_CONTRACT', {
      problem: `Step '${recording.step}' must return an object of tensors by name; it returned ${received}.`,
      advice: 'Return `{ name: tensor, … }`, and make the step a plain function, not an async one.',
    });
  }
  return Object.entries(outputs).map(([name, tensor]) => ({
    kind: 'output',
    name,
    edge: edgeOf(backend, recording, tensor, `output '${name}'`),
  }));
}

function describeMistake(outputs: unknown): string | undefined {
  if (outputs instanceof Promise) return 'a promise';
  if (typeof outputs !== 'object' || outputs === null) return String(outputs);
  if (outputs instanceof tf.Tensor) return 'a tensor';
  const wrong = Object.entries(outputs).find(([, value]) => !(value instanceof tf.Tensor));
  return wrong && `'${wrong[0]}' of type ${typeof wrong[1]}`;
}

/** The new values of the variables that the step assigned. */
function variableResults(backend: NativeBackend, recording: Recording, state: State): Result[] {
  return [...state.variables].flatMap(([name, variable]): Result[] => {
    const edge = edgeOf(backend, recording, variable, `variable '${name}'`);
    const { feed } = edge.node;
    return feed?.kind === 'variable' && feed.name === name ? [] : [{ kind: 'variable', name, edge }];
  });
}

function edgeOf(backend: NativeBackend, recording: Recording, tensor: tf.Tensor, what: string) {
  const [id] = backend.getInputTensorIds([tensor]);
  return (
    recording.edgeOf(id!) ??
    recording.fail(
      'SADDLE_COMPILE_CAPTURED',
      `${what} is a tensor that was made outside the step.`,
      'Register it outside the step: `state.variable(name, tensor)` or `state.constant(name, tensor)`.',
    )
  );
}
