import { installSecondOrderGradients } from '@saddle/nn';
import { loadBackend } from '@saddle/runtime';

/** What a run does before anything is computed: the backend, and gradients that can be differentiated again. */
export async function prepare(): Promise<void> {
  await loadBackend();
  installSecondOrderGradients();
}
