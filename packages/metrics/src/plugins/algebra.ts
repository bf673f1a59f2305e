import * as tf from '@tensorflow/tfjs';
import { javascriptAlgebra, nativeAlgebra, nativeBinding, type LinearAlgebra } from '../mathematics/index.js';

/** Native TensorFlow's double-precision kernels where it is loaded, JavaScript elsewhere; they agree to rounding. */
export function currentAlgebra(): LinearAlgebra {
  const binding = nativeBinding(tf.backend());
  return binding ? nativeAlgebra(binding) : javascriptAlgebra;
}
