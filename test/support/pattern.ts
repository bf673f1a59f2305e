import * as tf from '@tensorflow/tfjs';

/** Numbers in [-scale, scale) that test/references/torch/pattern.py makes too, so that references need no stored inputs. */
export function pattern(shape: number[], key: number, scale = 1): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: size }, (_, i) => {
    const value = Math.sin(i * 12.9898 + key * 78.233) * 43758.5453;
    return ((value - Math.floor(value)) * 2 - 1) * scale;
  });
  return tf.tensor(values, shape);
}
