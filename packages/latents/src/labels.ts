import * as tf from '@tensorflow/tfjs';
import type { LatentRequest } from '@saddle/core';
import { z } from 'zod';

/** Where a conditional run's labels come from. */
export const labelSource = z
  .enum(['uniform', 'data'])
  .default('uniform')
  .describe("Labels of a conditional run: every class equally often, or the data batch's (uniform at sampling)");

/** The `labels` field of a latent batch, int32 `[count]`; nothing where the run is unconditional. */
export function drawLabels(
  { count, random, classes, batch }: LatentRequest,
  source: z.output<typeof labelSource>,
): { labels?: tf.Tensor } {
  if (classes === 0) return {};
  const given = source === 'data' ? batch?.['labels'] : undefined;
  if (!given) return { labels: random.integers([count], 0, classes) };
  // A batch of another size (packing, several generator batches) is drawn from with replacement.
  if (given.shape[0] !== count) return { labels: tf.gather(given, random.integers([count], 0, given.shape[0]!)) };
  return { labels: given };
}
