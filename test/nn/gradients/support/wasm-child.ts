import { loadBackend } from '@saddle/runtime';
import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { build, derivatives, torch } from './derivatives.js';
import { ops } from './ops.js';

/** Prints every op's gradients on the wasm backend, which a process cannot load beside another one. */
await loadBackend({ backend: 'wasm' });
installSecondOrderGradients();
const numbers = (tensors: tf.Tensor[]) => tensors.map((tensor) => Array.from(tensor.dataSync()));
const results = Object.entries(ops).map(([name, op]) => {
  try {
    const { gradients, penaltyGradients } = derivatives(op, torch[name]!.inputs.map(build));
    return [name, { gradients: numbers(gradients), penaltyGradients: numbers(penaltyGradients) }];
  } catch (error) {
    return [name, { error: String(error) }];
  }
});
console.log(JSON.stringify(Object.fromEntries(results)));
