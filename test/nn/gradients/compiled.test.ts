import { State, type TensorMap } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import { createCompiledRuntime } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { build, derivatives, expectClose, torch } from './support/derivatives.js';
import { ops } from './support/ops.js';

/** The native backend's gather reads its indices, which no compiled step can; the gradient of the second one gathers. */
const untraceable = ['gather', 'unsortedSegmentSum'];
const names = Object.keys(ops).filter((name) => !untraceable.includes(name));

const inputsOf = (name: string): [string, tf.Tensor][] =>
  torch[name]!.inputs.map((spec, i) => [`${name} ${i}`, build(spec)]);

for (const mode of ['graph', 'xla'] as const) {
  describe(`second-order gradients in a step compiled for ${mode}`, function () {
    this.timeout(300_000);
    before(installSecondOrderGradients);

    it("equal PyTorch's double backward in float64", () => {
      const step = (inputs: TensorMap): TensorMap => {
        const outputs: Record<string, tf.Tensor> = {};
        for (const name of names) {
          const at = torch[name]!.inputs.map((_, i) => inputs[`${name} ${i}`]!);
          derivatives(ops[name]!, at).penaltyGradients.forEach((gradient, i) => (outputs[`${name} ${i}`] = gradient));
        }
        return outputs;
      };
      const inputs = Object.fromEntries(names.flatMap(inputsOf));
      const outputs = createCompiledRuntime({ mode }).compile('gradients', new State(), step)(inputs);
      for (const name of names) {
        torch[name]!.penaltyGradients.forEach((expected, i) =>
          expectClose(outputs[`${name} ${i}`]!, expected, 2e-5, name),
        );
      }
      tf.dispose([inputs, outputs]);
    });
  });
}
