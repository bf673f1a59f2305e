import { dcgan } from '@saddle/arch-dcgan';
import { registerLayers } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { buildNetworks } from '../support/build-networks.js';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';

describe('saved models', () => {
  for (const norm of ['batch', 'spectral', 'layer']) {
    it(`read back by tf.loadLayersModel give the same scores (norm ${norm})`, async () => {
      registerLayers();
      const { discriminator } = await buildNetworks(dcgan, {
        shape: [16, 16, 3],
        classes: 2,
        options: { discriminator: { channels: 4, norm } },
      });
      const inputs = { samples: pattern([2, 16, 16, 3], 1), labels: tf.tensor1d([0, 1], 'int32') };
      discriminator.apply(inputs, { training: true });
      let saved: tf.io.ModelArtifacts | undefined;
      await discriminator.parts['main']!.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      const model = await tf.loadLayersModel(tf.io.fromMemory(saved!));
      const scores = model.predict([inputs.samples, inputs.labels]) as tf.Tensor;
      expectNumbers(scores, discriminator.apply(inputs)['scores']!.dataSync(), 1e-6);
    });
  }
});
