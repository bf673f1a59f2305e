import * as tf from '@tensorflow/tfjs';
import { leakyRelu, onlyShape, onlyTensor } from '@saddle/nn';
import { enlarge } from '../ops/fir.js';
import { normalizeLatents } from '../ops/normalize-latents.js';

/** A layer without weights and without options: one op on one tensor. */
abstract class OneOp extends tf.layers.Layer {
  protected abstract compute(x: tf.Tensor): tf.Tensor;

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute(onlyTensor(inputs)));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }
}

/** Leaky ReLU of slope 0.2 times sqrt 2, which keeps the magnitude of what goes through. */
export class ScaledLeakyRelu extends OneOp {
  static readonly className = 'ScaledLeakyRelu';

  protected override compute(x: tf.Tensor): tf.Tensor {
    return tf.mul(leakyRelu(x, 0.2), Math.SQRT2);
  }
}

/** Vectors scaled to a mean square of 1. */
export class NormalizeLatents extends OneOp {
  static readonly className = 'NormalizeLatents';

  protected override compute(z: tf.Tensor): tf.Tensor {
    return normalizeLatents(z);
  }
}

/** Pictures of twice the size, by the filter [1, 3, 3, 1]. */
export class Enlarge extends OneOp {
  static readonly className = 'Enlarge';

  protected override compute(x: tf.Tensor): tf.Tensor {
    return enlarge(x as tf.Tensor4D);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = onlyShape(inputShape);
    return [batch!, 2 * height!, 2 * width!, channels!];
  }
}

/** The sum of a residual and its shortcut `[a, b]`, divided by sqrt 2. */
export class ScaledSum extends tf.layers.Layer {
  static readonly className = 'ScaledSum';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [a, b] = inputs as [tf.Tensor, tf.Tensor];
    return tf.tidy(() => tf.mul(tf.add(a, b), Math.SQRT1_2));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }
}
