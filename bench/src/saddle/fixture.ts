import { writeFileSync } from 'node:fs';
import { encodeSafetensors, fixedStream, type HostTensor } from '@saddle/core';
import type { Tensor } from '@tensorflow/tfjs';
import { poolSize, type BareTraining, type TrainingSettings } from './bare-training.js';

const toHost = (tensor: Tensor): HostTensor => {
  const host = { dtype: 'float32', shape: tensor.shape, data: tensor.dataSync() as Float32Array } as const;
  tensor.dispose();
  return host;
};

/**
 * Writes what the other sides need to do the same arithmetic: the initial state by Saddle's names, the batches, and the
 * random numbers that Saddle's steps draw in the first iterations. Those are drawn here as the steps draw them: a
 * deviation would show as different losses at once.
 */
export function writeFixture(
  path: string,
  { experiment, config, initialState, batches }: BareTraining,
  steps: TrainingSettings['steps'],
  iterations: number,
): void {
  const { batch } = experiment.run;
  const tensors = new Map<string, HostTensor>();
  for (const [name, tensor] of initialState) {
    if (/^(generator|discriminator)\//.test(name)) tensors.set(name, tensor);
  }
  const { shape } = experiment.data.sample;
  for (let i = 0; i < poolSize; i++) {
    tensors.set(`batch/${i}`, {
      dtype: 'float32',
      shape: [batch, ...shape],
      data: batches[i]!['samples'] as Float32Array,
    });
  }
  const latentSize = (config.latent.options as { size: number }).size;
  const played = steps === 'all' ? ['discriminator', 'generator'] : [steps];
  for (let iteration = 0; iteration < iterations; iteration++) {
    played.forEach((step, position) => {
      const stream = fixedStream(config.seed, step, iteration * played.length + position);
      tensors.set(`latent/${step}/${iteration}`, toHost(stream.scope('latent').normal([batch, latentSize])));
      if (step === 'discriminator') {
        const mix = stream.scope('gradient-penalty').uniform([batch, ...shape.map(() => 1)]);
        tensors.set(`mix/${iteration}`, toHost(mix));
      }
      stream.step.dispose();
    });
  }
  writeFileSync(path, Buffer.concat(encodeSafetensors(tensors)));
}
