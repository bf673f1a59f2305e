import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/installed-plugins.js';
import { inProcess, lastJson, scratch } from './support/saddle.js';

interface Inspection {
  readonly batch: number;
  readonly wiring: readonly { path: string; kind: string; plugin: string; source: string }[];
  readonly networks: readonly {
    name: string;
    gives: string;
    parameters: number;
    untrained: number;
    layers: readonly { kind: string; output: number[]; parameters: number }[];
  }[];
  readonly steps: readonly {
    name: string;
    perIteration: number;
    players: readonly {
      player: string;
      trains: string[];
      terms: readonly { name: string; every: number; weight?: number }[];
    }[];
    reports: readonly string[];
  }[];
  readonly memory: Readonly<Record<string, number>>;
}

const config = (name: string) => join(root, 'configs', `${name}.yaml`);

const ring = `
name: ring
data: { use: ring, batch: 256 }
latent: { use: normal, size: 16 }
architecture: { use: mlp, generator: { hidden: [128, 128] }, discriminator: { hidden: [128, 128] } }
loss: { use: non-saturating }
optimizers:
  generator: { use: adam, learningRate: 1e-3 }
  discriminator: { use: adam, learningRate: 1e-3 }
averaging: {}
procedure: { use: alternating }
budget: { iterations: 8000 }
`;

async function inspect(...args: string[]): Promise<Inspection> {
  const result = await inProcess('inspect', ...args, '--json');
  expect(result.code, result.stderr).to.equal(0);
  return lastJson<Inspection>(result);
}

describe('saddle inspect', () => {
  const at = scratch('saddle-inspect-');
  before(() => writeFileSync(at('ring.yaml'), ring));

  it('says which plugin, of which package, fills each section', async () => {
    const { wiring } = await inspect(config('shapes-dcgan'));
    expect(wiring.map(({ path, kind, plugin, source }) => [path, kind, plugin, source])).to.deep.equal([
      ['data', 'dataset', 'shapes', '@saddle/datasets'],
      ['latent', 'latent', 'normal', '@saddle/latents'],
      ['architecture', 'architecture', 'dcgan', '@saddle/arch-dcgan'],
      ['loss', 'loss', 'non-saturating', '@saddle/loss-nonsaturating'],
      ['optimizers.generator', 'optimizer', 'adam', '@saddle/optimizers'],
      ['optimizers.discriminator', 'optimizer', 'adam', '@saddle/optimizers'],
      ['procedure', 'procedure', 'alternating', '@saddle/procedures'],
    ]);
  });

  it('lists networks layer by layer; sizes and counts are those of the formulas', async () => {
    const { networks } = await inspect(at('ring.yaml'));
    const [generator, discriminator] = networks;
    // 16 to 128 to 128 to 2, and 2 to 128 to 128 to 1, with biases.
    expect(generator!.parameters).to.equal(16 * 128 + 128 + 128 * 128 + 128 + 128 * 2 + 2);
    expect(discriminator!.parameters).to.equal(2 * 128 + 128 + 128 * 128 + 128 + 128 + 1);
    expect(generator!.layers.map(({ kind, output }) => `${kind} ${output.join('x')}`)).to.deep.equal([
      'InputLayer 16',
      'Dense 128',
      'Activation 128',
      'Dense 128',
      'Activation 128',
      'Dense 2',
      'Reshape 2',
    ]);
    const counted = discriminator!.layers.reduce((sum, { parameters }) => sum + parameters, 0);
    expect(counted).to.equal(discriminator!.parameters + discriminator!.untrained);
  });

  it('names the steps, who trains what on which terms, and when lazy ones are due', async () => {
    const { steps } = await inspect(
      at('ring.yaml'),
      '--set',
      'regularizers=[{ use: r1, weight: 5, every: 16 }, { use: gradient-penalty, weight: 0.5 }]',
      '--set',
      'procedure.discriminatorSteps=2',
    );
    expect(steps.map(({ name, perIteration }) => [name, perIteration])).to.deep.equal([
      ['discriminator', 2],
      ['generator', 1],
    ]);
    expect(steps[0]!.players).to.deep.equal([
      {
        player: 'discriminator',
        trains: ['discriminator'],
        terms: [
          { name: 'loss', every: 1 },
          { name: 'r1', every: 16, weight: 5 },
          { name: 'gradient-penalty', every: 1, weight: 0.5 },
        ],
      },
    ]);
    expect(steps[0]!.reports).to.deep.equal(['score/real', 'score/fake', 'gradient-norm']);
    expect(steps[1]!.players[0]!.terms).to.deep.equal([{ name: 'loss', every: 1 }]);
  });

  it('estimates memory from what there is', async () => {
    const { networks, memory, batch } = await inspect(at('ring.yaml'));
    const trained = networks.reduce((sum, { parameters }) => sum + parameters, 0);
    expect(memory['weights']).to.equal(4 * trained);
    expect(memory['gradients']).to.equal(4 * trained);
    expect(memory['averages']).to.equal(4 * networks[0]!.parameters);
    // Adam: two moments of each parameter, and a count or two of its own.
    expect(memory['optimizers']).to.be.within(8 * trained, 8 * trained + 64);
    const one = (n: number) =>
      networks[n]!.layers.slice(1).reduce((sum, { output }) => sum + output.reduce((a, b) => a * b, 1), 0);
    expect(memory['activations']).to.equal(4 * batch * (one(0) + 2 * one(1)));
    const { total, ...parts } = memory;
    expect(total).to.equal(Object.values(parts).reduce((a, b) => a + b, 0));
  });

  it('prints it for people', async () => {
    const { code, stdout } = await inProcess('inspect', at('ring.yaml'));
    expect(code).to.equal(0);
    expect(stdout).to.match(/ring: 100,000 examples of 2, batches of 256, 8,000 iterations/);
    expect(stdout).to.match(/loss +non-saturating +@saddle\/loss-nonsaturating/);
    expect(stdout).to.match(/generator, of generator, minimises loss/);
    expect(stdout).to.match(/together +[\d.]+ [KM]iB\n$/);
  });

  it('draws it; the picture of the docs is current', async () => {
    const { code } = await inProcess('inspect', config('shapes-dcgan'), '--svg', at('wiring.svg'));
    expect(code).to.equal(0);
    const drawn = readFileSync(at('wiring.svg'), 'utf8');
    expect(drawn).to.match(/^<svg [^>]*viewBox[^>]*aria-label="Wiring of shapes-dcgan"/);
    const advice = 'out of date; run `npx saddle inspect configs/shapes-dcgan.yaml --svg docs/figures/inspect.svg`';
    expect(drawn === readFileSync(join(root, 'docs/figures/inspect.svg'), 'utf8'), advice).to.equal(true);
  });

  it('points to what is wrong in a config', async () => {
    const { code, stderr } = await inProcess('inspect', at('ring.yaml'), '--set', 'architecture.use=dcgan');
    expect(code).to.equal(42);
    expect(stderr).to.match(/SADDLE_CONFIG/);
  });
});
