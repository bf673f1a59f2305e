import { BareTraining } from '#bench/saddle/bare-training.js';
import { iterationFlops } from '#bench/saddle/flops.js';
import { expect } from 'chai';

/**
 * PyTorch sends zeros back through the penalty's forward pass, from the second derivative of leaky ReLU: gradients of
 * weights and inputs of the critic's three convolutions, which nobody needs.
 */
const zeros = 64 * 2 * (1_572_864 + 16_777_216 + 16_777_216);

/** What torch.utils.flop_counter.FlopCounterMode of PyTorch 2.13 counts in one iteration of bench/python/torch_worker.py. */
const counted = {
  'mlp-2d': { steps: 'all', flops: 115_081_216 },
  'dcgan-32': { steps: 'all', flops: 26_981_957_632 },
  'wgan-gp-32': { steps: 'discriminator', flops: 29_096_411_136 - zeros },
  'sngan-32': { steps: 'all', flops: 124_625_420_288 },
} as const;

describe('operations by count', () => {
  for (const [config, { steps, flops }] of Object.entries(counted)) {
    it(`of ${config} are those that PyTorch counts`, async () => {
      const { experiment } = await BareTraining.open({ config, steps, compile: 'off' });
      const networks = experiment.procedure.networks as never;
      const gradientPenalty = config.startsWith('wgan-gp');
      expect(iterationFlops(networks, experiment.run.batch, { steps, gradientPenalty })).to.equal(flops);
      experiment.state.dispose();
    });
  }
});
