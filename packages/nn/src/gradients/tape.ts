import type * as tf from '@tensorflow/tfjs';
import type { GradientEngine } from './engine.js';

/**
 * Inputs of gradient kernels that count as constants: of some only the shape is used, the others choose places (where
 * the maximum of a window lies), which is flat almost everywhere.
 */
const constantInputs: Readonly<Record<string, readonly string[]>> = {
  AvgPoolGrad: ['input'],
  AvgPool3DGrad: ['input'],
  MaxPoolGrad: ['input', 'output'],
};

/**
 * Mends what the tape of TensorFlow.js records, for every op and every gradient:
 *
 * - An output that an op saves for its gradient (tanh saves its own) is cloned before the op itself is recorded, so the
 *   clone seems to come from nowhere, and the gradient of the gradient takes it for a constant: silently wrong
 *   (tensorflow/tfjs issue 3252). Here the op goes before the clones of its outputs.
 * - Truth values are constants: without this, `tf.where(tf.greater(x, 0), …)` has no gradient at all.
 */
export function mendTape(engine: GradientEngine): void {
  const record = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (kernelName, inputs, outputs, gradient, saved, attributes) => {
    if (outputs.every(({ dtype }) => dtype === 'bool')) {
      for (const tensor of saved) tensor.dispose();
      return;
    }
    record(kernelName, variable(kernelName, inputs), outputs, gradient, saved, attributes);
    const tape = engine.state.activeTape;
    const node = tape.pop()!;
    tape.splice(placeOf(tape, inputs, outputs), 0, node);
  };
}

function variable<T extends object>(kernelName: string, inputs: T): T {
  const constant = constantInputs[kernelName];
  if (!constant) return inputs;
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !constant.includes(name))) as T;
}

/** Before everything made later than the op's outputs, but after what made its inputs. Ids count the tensors made. */
function placeOf(
  tape: readonly { outputs: readonly tf.Tensor[] }[],
  inputs: Record<string, tf.Tensor | null | undefined>,
  outputs: readonly tf.Tensor[],
): number {
  let newest = Math.min(...outputs.map(({ id }) => id));
  for (const input of Object.values(inputs)) if (input) newest = Math.max(newest, input.id);
  let place = tape.length;
  while (place > 0 && tape[place - 1]!.outputs[0]!.id > newest) place--;
  return place;
}
