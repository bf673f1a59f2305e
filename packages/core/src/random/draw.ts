import * as tf from '@tensorflow/tfjs';
import { Philox } from './philox.js';

/** The part of the native backend that runs one TensorFlow op by name. */
interface NativeBackend {
  executeSingleOutput(op: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
}

const nativeBackend = (): NativeBackend | undefined => {
  const backend = tf.backend() as unknown as Partial<NativeBackend>;
  return typeof backend.executeSingleOutput === 'function' ? (backend as NativeBackend) : undefined;
};

/** TF_DataType and TF_AttrType numbers of the native binding. */
const float32 = 1;
const int32 = 3;
const typeAttribute = 4;

const type = (name: string, value: number) => ({ name, type: typeAttribute, value });

const nativeOps = {
  Uniform: 'StatelessRandomUniform',
  Normal: 'StatelessRandomNormal',
  TruncatedNormal: 'StatelessTruncatedNormal',
} as const;

type Distribution = keyof typeof nativeOps;

/** TensorFlow takes the lowest 23 bits as the mantissa. */
const toUniform = (bits: number) => (bits & 0x7fffff) / 0x800000;

/** What the native ops compute, in JavaScript: the same bits for uniforms, other normals from the same bits. */
function drawInJavaScript(distribution: Distribution, shape: number[], seed: tf.Tensor1D): tf.Tensor {
  const [seed0, seed1] = seed.dataSync() as Int32Array;
  const philox = new Philox(seed0!, seed1!);
  const size = shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(size);
  if (distribution === 'Uniform') {
    philox.bits(size).forEach((bits, i) => (values[i] = toUniform(bits)));
    return tf.tensor(values, shape);
  }
  for (let i = 0, index = 0; i < size; index++) {
    const bits = philox.block(index);
    for (let pair = 0; pair < 4; pair += 2) {
      const radius = Math.sqrt(-2 * Math.log(Math.max(toUniform(bits[pair]!), 1e-7)));
      const angle = 2 * Math.PI * toUniform(bits[pair + 1]!);
      for (const value of [radius * Math.sin(angle), radius * Math.cos(angle)]) {
        if (i < size && (distribution === 'Normal' || Math.abs(value) < 2)) values[i++] = value;
      }
    }
  }
  return tf.tensor(values, shape);
}

/** One draw of 32-bit floats: uniform in [0, 1), standard normal, or normal cut at two standard deviations. */
export function draw(distribution: Distribution, shape: number[], seed: tf.Tensor1D): tf.Tensor {
  const native = nativeBackend();
  if (!native) return drawInJavaScript(distribution, shape, seed);
  return tf.tidy(() =>
    native.executeSingleOutput(
      nativeOps[distribution],
      [type('dtype', float32), type('T', int32), type('Tseed', int32)],
      [tf.tensor1d(shape, 'int32'), seed],
    ),
  );
}
