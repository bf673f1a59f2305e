import { hash32, State, StepRandom, type TensorMap } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/** A training step with the state it works on. */
export interface SampleStep {
  readonly state: State;
  readonly step: (inputs: TensorMap) => TensorMap;
  /** Inputs of call `i`; the caller disposes them. */
  inputs(i: number): Record<string, tf.Tensor>;
  dispose(): void;
}

/** Numbers in [-1, 1) that depend on `seed` and position alone. */
export function fixedNumbers(shape: number[], seed: number, scale = 1): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: size }, (_, i) => (hash32(`${seed}:${i}`, 7) / 2 ** 31) * scale);
  return tf.tensor(values, shape);
}

function trainable(state: State, name: string, initial: tf.Tensor): tf.Variable {
  const variable = state.adopt(name, tf.variable(initial));
  initial.dispose();
  return variable;
}

function zeros(state: State, name: string, like: tf.Tensor): tf.Variable {
  const initial = tf.zerosLike(like);
  const variable = state.variable(name, initial);
  initial.dispose();
  return variable;
}

function weights(state: State, prefix: string, sizes: readonly number[]): tf.Variable[] {
  return sizes.slice(1).flatMap((width, i) => {
    const fan = sizes[i]!;
    return [
      trainable(state, `${prefix}/w${i}`, fixedNumbers([fan, width], i + width, Math.sqrt(2 / fan))),
      trainable(state, `${prefix}/b${i}`, tf.zeros([width])),
    ];
  });
}

function mlp(x: tf.Tensor, variables: readonly tf.Variable[]): tf.Tensor {
  let h = x as tf.Tensor2D;
  for (let i = 0; i < variables.length; i += 2) {
    h = tf.add(tf.matMul(h, variables[i] as tf.Tensor2D), variables[i + 1]!);
    if (i + 2 < variables.length) h = tf.relu(h);
  }
  return h;
}

/** Adam (Kingma and Ba 2015) in plain ops, with its moments and step count as registered state. */
function adam(state: State, prefix: string, parameters: readonly tf.Variable[]) {
  const first = parameters.map((p, i) => zeros(state, `${prefix}/m${i}`, p));
  const second = parameters.map((p, i) => zeros(state, `${prefix}/v${i}`, p));
  const steps = state.variable(`${prefix}/steps`, 0);
  return (gradients: readonly tf.Tensor[], rate: tf.Tensor) => {
    steps.assign(tf.add(steps, 1));
    const size = tf.div(
      tf.mul(rate, tf.sqrt(tf.sub(1, tf.pow(tf.scalar(0.999), steps)))),
      tf.sub(1, tf.pow(tf.scalar(0.5), steps)),
    );
    parameters.forEach((parameter, i) => {
      const g = gradients[i]!;
      first[i]!.assign(tf.add(tf.mul(first[i]!, 0.5), tf.mul(g, 0.5)));
      second[i]!.assign(tf.add(tf.mul(second[i]!, 0.999), tf.mul(tf.square(g), 0.001)));
      parameter.assign(tf.sub(parameter, tf.mul(size, tf.div(first[i]!, tf.add(tf.sqrt(second[i]!), 1e-8)))));
    });
  };
}

/** A GAN on two-dimensional points, non-saturating loss, in plain ops: a discriminator and a generator update a step. */
export function mlpGanStep(batch = 64, width = 64): SampleStep {
  const state = new State();
  const generator = weights(state, 'generator', [4, width, width, 2]);
  const discriminator = weights(state, 'discriminator', [2, width, width, 1]);
  const updateD = adam(state, 'adam-d', discriminator);
  const updateG = adam(state, 'adam-g', generator);
  const gradients = (loss: () => tf.Scalar, variables: tf.Variable[]) => {
    const { value, grads } = tf.variableGrads(loss, variables);
    return { value, list: variables.map(({ name }) => grads[name]!) };
  };
  return {
    state,
    step: ({ real, step, rate }) => {
      const random = new StepRandom(3, step as tf.Scalar);
      const fake = mlp(random.normal([batch, 4]), generator);
      const d = gradients(
        () =>
          tf.add(
            tf.mean(tf.softplus(tf.neg(mlp(real!, discriminator)))),
            tf.mean(tf.softplus(mlp(fake, discriminator))),
          ),
        discriminator,
      );
      updateD(d.list, rate!);
      const latent = random.normal([batch, 4]);
      const g = gradients(() => tf.mean(tf.softplus(tf.neg(mlp(mlp(latent, generator), discriminator)))), generator);
      updateG(g.list, rate!);
      return { discriminator: d.value, generator: g.value };
    },
    inputs: (i) => ({
      real: fixedNumbers([batch, 2], i),
      step: tf.scalar(i, 'int32'),
      rate: tf.scalar(1e-3),
    }),
    dispose: () => state.dispose(),
  };
}
