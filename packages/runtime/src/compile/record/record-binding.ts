import { isTraceable, dataTypeName } from '../native/data-types.js';
import type { NativeAttribute, NativeBackend, NativeBinding, TensorMetadata, TensorValues } from '../native/backend.js';
import { checkOp } from '../checks/supported.js';
import { typeOf, type Edge } from '../graph/graph.js';
import { completeAttributes } from '../op-definitions/complete-attributes.js';
import type { AttributeValue } from '../op-definitions/op-definition.js';
import type { Guard, Recording } from './recording.js';
import { replaceMethods } from './replace-methods.js';

/** Puts an object in the binding's place that runs every op and records it. */
export const recordBinding =
  (backend: NativeBackend): Guard =>
  (recording) => {
    const real = backend.binding;
    const recorder: Partial<NativeBinding> = {
      executeOp(op, given, ids, count) {
        const origin = recording.origin();
        const inputs = ids.map((id) => inputEdge(recording, op, id));
        const node = { op, attributes: attributesOf(recording, op, given, inputs), inputs };
        const outputs = real.executeOp(op, given, ids, count);
        for (const { dtype } of outputs) checkType(recording, op, dtype);
        recording.add(
          { ...node, outputs: outputs.map(typeOnly), origin },
          outputs.map(({ id }) => id),
        );
        return outputs;
      },
      createTensor(shape, dtype, values) {
        checkType(recording, 'Const', dtype);
        const id = real.createTensor(shape, dtype, values);
        const output = { shape: [...shape], dtype };
        recording.add(
          {
            op: 'Const',
            attributes: {},
            inputs: [],
            outputs: [output],
            values: copy(values),
            origin: recording.origin(),
          },
          [id],
        );
        return id;
      },
      loadSavedModel: () => refuseModels(recording),
      runSavedModel: () => refuseModels(recording),
    };
    // The binding's functions are read-only, so the recorder stands before it rather than in it.
    backend.binding = Object.create(real) as NativeBinding;
    replaceMethods(backend.binding, recorder);
    return () => {
      backend.binding = real;
    };
  };

const typeOnly = ({ shape, dtype }: TensorMetadata) => ({ shape: [...shape], dtype });

/** TensorFlow.js hands over plain arrays for some small tensors, and callers may reuse a typed array. */
const copy = (values: TensorValues): TensorValues => values.slice();

function inputEdge(recording: Recording, op: string, id: number): Edge {
  const edge = recording.edgeOf(id);
  if (edge) return edge;
  return recording.fail(
    'SADDLE_COMPILE_CAPTURED',
    `${op} uses a tensor that was made outside the step and is neither one of its inputs nor registered state.`,
    'Register it outside the step: `state.variable(name, tensor)` if it changes, `state.constant(name, tensor)` if not.',
  );
}

function attributesOf(recording: Recording, op: string, given: readonly NativeAttribute[], inputs: readonly Edge[]) {
  const definition = checkOp(recording, op);
  const completed = completeAttributes(
    definition,
    new Map(given.map(({ name, value }) => [name, value as AttributeValue])),
    inputs.map(typeOf),
  );
  if ('attributes' in completed) return completed.attributes;
  return recording.fail(
    'SADDLE_COMPILE_UNSUPPORTED',
    `${op} was called without its attribute '${completed.missing}'.`,
    'Set `runtime.compile: off`, or pass the attribute.',
  );
}

function checkType(recording: Recording, op: string, dtype: number): void {
  if (isTraceable(dtype)) return;
  recording.fail(
    'SADDLE_COMPILE_UNSUPPORTED',
    `${op} makes a tensor of type ${dataTypeName(dtype)}; compiled steps know float32, int32, bool and complex64.`,
    'Move work on texts out of the step, or set `runtime.compile: off`.',
  );
}

function refuseModels(recording: Recording): never {
  return recording.fail(
    'SADDLE_COMPILE_UNSUPPORTED',
    'a compiled step or a SavedModel is called inside the step.',
    'Call the function itself; what the whole step does is compiled as one.',
  );
}
