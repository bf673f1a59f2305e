import { HostRandom } from '@saddle/core';
import type { LabelledBatch } from './classifier.js';

/** Random batches of labelled samples on the host, with replacement between batches: batch n depends on the seed and n. */
export function randomBatches(
  { samples, labels }: LabelledBatch,
  { batch, seed }: { readonly batch: number; readonly seed: number },
): (step: number) => LabelledBatch {
  const size = samples.length / labels.length;
  const random = new HostRandom(seed, '/metrics/batches');
  return (step) => {
    const draw = random.scope(String(step));
    const rows = Int32Array.from({ length: batch }, () => draw.integer(labels.length));
    const values = new Float32Array(batch * size);
    rows.forEach((row, i) => values.set(samples.subarray(row * size, (row + 1) * size), i * size));
    return { samples: values, labels: rows.map((row) => labels[row]!) };
  };
}

/** A labelled set cut in two by a random permutation: every fifth part to test with. */
export function heldOut(
  { samples, labels }: LabelledBatch,
  seed: number,
): { readonly training: LabelledBatch; readonly test: LabelledBatch } {
  const size = samples.length / labels.length;
  const order = new HostRandom(seed, '/metrics/held-out').permutation(labels.length);
  const cut = Math.ceil(labels.length / 5);
  const take = (rows: Uint32Array): LabelledBatch => {
    const values = new Float32Array(rows.length * size);
    rows.forEach((row, i) => values.set(samples.subarray(row * size, (row + 1) * size), i * size));
    return { samples: values, labels: Int32Array.from(rows, (row) => labels[row]!) };
  };
  return { training: take(order.subarray(cut)), test: take(order.subarray(0, cut)) };
}
