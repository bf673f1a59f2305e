import { registerAveragePooling } from './average-pooling.js';
import { registerBroadcasting } from './broadcasting.js';
import { registerConvolutions } from './convolutions.js';
import { guardCustomGradients } from './custom-gradients.js';
import { registerElu } from './elu.js';
import { gradientEngine } from './engine.js';
import { registerLeakyRelu } from './leaky-relu.js';
import { registerMaxPooling } from './max-pooling.js';
import { registerMirrorPadding } from './mirror-padding.js';
import { registerRefused } from './refused.js';
import { registerResizing } from './resizing.js';
import { mendTape } from './tape.js';

/** On the engine itself, which all copies of this package share. */
const installed = Symbol.for('saddle.second-order-gradients');

/**
 * Makes the gradients of TensorFlow.js's ops right to second order: for every caller, `tf.layers` and third-party code
 * included, on every backend, and in compiled steps. Ops for which that cannot be done refuse. First-order gradients
 * cost what they cost before. Calling it again does nothing.
 *
 * @throws SADDLE_GRADIENT_ORDER later, when a gradient that cannot be differentiated again is
 */
export function installSecondOrderGradients(): void {
  const engine = gradientEngine() as ReturnType<typeof gradientEngine> & { [installed]?: true };
  if (engine[installed]) return;
  engine[installed] = true;
  mendTape(engine);
  guardCustomGradients(engine);
  registerElu();
  registerLeakyRelu();
  registerConvolutions();
  registerAveragePooling();
  registerMaxPooling();
  registerResizing();
  registerMirrorPadding();
  registerBroadcasting();
  registerRefused();
}
