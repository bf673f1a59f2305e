import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { composeExperiment, loadExperimentConfig, startRuntime, type Experiment } from '@saddle/cli';
import { silentLogger, StepRandom, type StepVariant } from '@saddle/core';
import { tiny } from '../cli/support/saddle.js';
import { expectNumbers } from '../support/numbers.js';

/** Plain descent, so that an update is the gradient times the rate. */
const descent = '{use: sgd, learningRate: 1}';

async function compose(...overrides: string[]): Promise<Experiment> {
  const players = [`optimizers.generator=${descent}`, `optimizers.discriminator=${descent}`];
  const { config, registry } = await loadExperimentConfig(tiny('ring'), {
    overrides: ['runtime.compile=off', ...players, ...overrides],
  });
  await startRuntime(config, silentLogger);
  return composeExperiment(config, registry, silentLogger);
}

const rate = 0.05;

/** One call of a step on a fixed batch; returns what it reported. */
function step(
  { procedure, run, classes }: Experiment,
  name: string,
  { number = 3, variant = {} }: { number?: number; variant?: StepVariant } = {},
) {
  return tf.tidy(() => {
    const samples = tf.tensor2d(
      Float32Array.from({ length: run.batch * 2 }, (_, i) => Math.sin(i)),
      [run.batch, 2],
    );
    const labels = tf.tensor1d(
      Int32Array.from({ length: run.batch }, (_, i) => i % Math.max(classes, 1)),
      'int32',
    );
    const stepNumber = tf.scalar(number, 'int32');
    const reports = procedure.steps[name]!(
      {
        batch: { samples, labels },
        step: stepNumber,
        iteration: tf.scalar(0, 'int32'),
        rates: { generator: tf.scalar(rate), discriminator: tf.scalar(rate) },
        random: new StepRandom(1, stepNumber, `/${name}`),
      },
      variant,
    );
    return Object.fromEntries(Object.entries(reports).map(([key, value]) => [key, value.dataSync()[0]!]));
  });
}

const weights = ({ state }: Experiment) =>
  new Map([...state.variables].map(([name, variable]) => [name, variable.dataSync().slice()]));

function expectSame(actual: Experiment, expected: Experiment, tolerance: number) {
  for (const [name, values] of weights(expected)) expectNumbers(actual.state.variables.get(name)!, values, tolerance);
}

const movedBy = (before: Map<string, ArrayLike<number>>, after: Map<string, ArrayLike<number>>, part: string) =>
  [...before].filter(
    ([name, values]) =>
      name.startsWith(part) && [...Array.from(values)].some((value, i) => value !== after.get(name)![i]),
  ).length;

describe('the alternating procedure', () => {
  it('updates each player in its own step alone', async () => {
    const experiment = await compose('averaging.decay=0.5');
    const start = weights(experiment);
    step(experiment, 'discriminator');
    const middle = weights(experiment);
    expect(movedBy(start, middle, 'discriminator/')).to.equal(4);
    expect(movedBy(start, middle, 'generator/') + movedBy(start, middle, 'averages/')).to.equal(0);
    step(experiment, 'generator');
    const end = weights(experiment);
    expect(movedBy(middle, end, 'discriminator/')).to.equal(0);
    expect(movedBy(middle, end, 'generator/')).to.be.greaterThan(2);
    expect(movedBy(middle, end, 'averages/')).to.be.greaterThan(2);
    experiment.state.dispose();
  });

  it('gives the discriminator the same update in one pass as in two, where nothing depends on the batch', async () => {
    const together = await compose('procedure={use: alternating, batches: together}');
    const apart = await compose('procedure={use: alternating, batches: apart}');
    expectSame(together, apart, 0);
    const reports = [together, apart].map((experiment) => step(experiment, 'discriminator'));
    expectSame(together, apart, 1e-6);
    for (const [name, value] of Object.entries(reports[1]!)) expect(reports[0]![name], name).to.be.closeTo(value, 1e-5);
    [together, apart].forEach(({ state }) => state.dispose());
  });

  it('shows batch normalization both halves together in one pass, and each by itself in two', async () => {
    const norm = 'architecture={use: mlp, generator: {hidden: [8]}, discriminator: {hidden: [8], norm: batch}}';
    const together = await compose(norm, 'procedure={use: alternating, batches: together}');
    const apart = await compose(norm, 'procedure={use: alternating, batches: apart}');
    const [one, two] = [together, apart].map((experiment) => step(experiment, 'discriminator'));
    expect(Math.abs(one!['loss']! - two!['loss']!)).to.be.greaterThan(1e-4);
    [together, apart].forEach(({ state }) => state.dispose());
  });

  for (const loss of ['non-saturating', 'minimax']) {
    it(`makes two updates of one step in separate updates, real first, as computed by hand (${loss})`, async () => {
      const separate = await compose(`loss={use: ${loss}}`, 'procedure={use: alternating, batches: separate-updates}');
      const { discriminator, generator } = separate.procedure.networks;
      const experiment = await compose(`loss={use: ${loss}}`);
      const mine = experiment.procedure.networks['discriminator']!;
      tf.tidy(() => {
        const stepNumber = tf.scalar(3, 'int32');
        const random = new StepRandom(1, stepNumber, '/discriminator').scope('latent');
        const real = tf.tensor2d(
          Float32Array.from({ length: separate.run.batch * 2 }, (_, i) => Math.sin(i)),
          [separate.run.batch, 2],
        );
        const latent = random.normal([separate.run.batch, 4]);
        const fake = generator!.apply(latent)['samples']!;
        // -log D(x), then -log(1 - D(G(z))) at the weights that the first update left.
        for (const half of [
          () => tf.mean(tf.softplus(tf.neg(mine.apply(real)['scores']!))),
          () => tf.mean(tf.softplus(mine.apply(fake)['scores']!)),
        ]) {
          const { grads } = tf.variableGrads(
            half as () => tf.Scalar,
            mine.parameters.map(({ variable }) => variable),
          );
          for (const { variable } of mine.parameters)
            variable.assign(tf.sub(variable, tf.mul(rate, grads[variable.name]!)));
        }
      });
      step(separate, 'discriminator');
      discriminator!.parameters.forEach(({ variable }, i) =>
        expectNumbers(variable, mine.parameters[i]!.variable.dataSync(), 1e-6),
      );
      // And that is not what one update with both halves does.
      const once = await compose(`loss={use: ${loss}}`);
      step(once, 'discriminator');
      const difference = discriminator!.parameters.map(({ variable }, i) =>
        tf.tidy(
          () =>
            tf
              .max(tf.abs(tf.sub(variable, once.procedure.networks['discriminator']!.parameters[i]!.variable)))
              .dataSync()[0]!,
        ),
      );
      expect(Math.max(...difference)).to.be.greaterThan(1e-5);
      [separate, experiment, once].forEach(({ state }) => state.dispose());
    });
  }

  it('schedules k discriminator steps on fresh batches, then the generator on the last of them', async () => {
    const three = await compose('procedure={use: alternating, discriminatorSteps: 3}');
    expect(three.procedure.fixedSchedule).to.equal(true);
    expect(three.procedure.schedule(0).map(({ step: name, batch }) => `${name} ${batch}`)).to.deep.equal([
      ...Array.from({ length: 3 }, () => 'discriminator next'),
      'generator same',
    ]);
    three.state.dispose();
  });

  it('chooses k by how well the discriminator wins: one less above 0.85, one more below 0.65, every 20 iterations', async () => {
    const auto = await compose('procedure={use: alternating, discriminatorSteps: auto}');
    const { procedure, state } = auto;
    expect(procedure.fixedSchedule).to.equal(false);
    const k = (iteration: number) => procedure.schedule(iteration).length - 1;
    let iteration = 0;
    const twenty = (accuracy: number) => {
      for (let i = 0; i < 20; i++, iteration++)
        procedure.observe!(iteration, { discriminator: { accuracy }, generator: {} });
      return k(iteration);
    };
    // The average begins at 0.75: after 20 observations of a it is 0.3585 * 0.75 + 0.6415 * a (0.95^20 = 0.3585).
    expect(twenty(0.75)).to.equal(1);
    expect(twenty(0.5)).to.equal(2);
    expect([twenty(0.4), twenty(0.4), twenty(0.4), twenty(0.4)]).to.deep.equal([3, 4, 5, 5]);
    expect(twenty(0.75), 'still below 0.65').to.equal(5);
    expect(twenty(0.75), 'between the bounds').to.equal(5);
    expect(twenty(1)).to.equal(4);
    expect([twenty(1), twenty(1), twenty(1), twenty(1)]).to.deep.equal([3, 2, 1, 1]);
    expect([...state.records.keys()]).to.deep.equal(['procedure/balance']);
    expect(step(auto, 'discriminator')).to.have.property('accuracy').that.is.within(0, 1);
    state.dispose();
  });

  it('conditions the latents on labels, asked for or drawn, and feeds them to both networks', async () => {
    const experiment = await compose('conditional=true');
    const { procedure, classes } = experiment;
    expect(classes).to.equal(8);
    tf.tidy(() => {
      const random = new StepRandom(1, tf.scalar(0, 'int32'), '/test');
      const drawn = procedure.latents(256, random)['labels']!;
      expect([...new Set(drawn.dataSync())].sort((a, b) => a - b)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7]);
      const labels = tf.fill([4], 5, 'int32');
      const asked = procedure.latents(4, random, labels);
      expect([...asked['labels']!.dataSync()]).to.deep.equal([5, 5, 5, 5]);
      const other = { ...asked, labels: tf.fill([4], 2, 'int32') };
      const differs = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
      const make = (inputs: typeof asked) => procedure.generate({ inputs, random: random.scope('g') });
      expect(differs(make(asked), make(other))).to.be.greaterThan(1e-3);
      const samples = tf.ones([4, 2]);
      expect(differs(procedure.score!(samples, labels), procedure.score!(samples, other.labels))).to.be.greaterThan(
        1e-3,
      );
    });
    const reports = step(experiment, 'discriminator');
    expect(reports['loss']).to.be.finite;
    experiment.state.dispose();
  });

  it('generates with the averaged weights where there are any', async () => {
    const experiment = await compose('averaging={decay: 0.9}');
    const { procedure } = experiment;
    const make = () =>
      tf.tidy(() => {
        const random = new StepRandom(1, tf.scalar(0, 'int32'), '/test');
        return procedure
          .generate({ inputs: procedure.latents(4, random), random })
          .dataSync()
          .slice();
      });
    const before = make();
    for (const { variable } of procedure.networks['generator']!.parameters) variable.assign(tf.zerosLike(variable));
    expect([...make()]).to.deep.equal([...before]);
    experiment.state.dispose();
  });

  it('repeats a step bit for bit, and draws anew with another number', async () => {
    const outcomes = [];
    for (const number of [3, 3, 4]) {
      const experiment = await compose();
      outcomes.push(
        JSON.stringify([step(experiment, 'discriminator', { number }), step(experiment, 'generator', { number })]),
      );
      experiment.state.dispose();
    }
    expect(outcomes[1]).to.equal(outcomes[0]);
    expect(outcomes[2]).to.not.equal(outcomes[0]);
  });

  it('leaves no tensor behind', async () => {
    const experiment = await compose(
      'averaging.decay=0.9',
      'procedure={use: alternating, batches: separate-updates}',
      'conditional=true',
    );
    const once = (number: number) => {
      step(experiment, 'discriminator', { number });
      step(experiment, 'generator', { number });
    };
    once(0);
    const { numTensors } = tf.memory();
    for (let i = 1; i < 20; i++) once(i);
    expect(tf.memory().numTensors).to.equal(numTensors);
    experiment.state.dispose();
  });
});
