import type { ApplyOptions, GeneratorSpec, NetworkParts, TensorMap } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { mappingNetwork } from './mapping.js';
import type { Options } from './options.js';
import { sides, styleCount } from './sizes.js';
import { forEveryLayer, mixStyles, nextInBatch } from './style-mixing.js';
import { synthesisNetwork } from './synthesis.js';

/**
 * Mapping and synthesis. Gives `samples` and, for terms that look at it, the intermediate latent `w`
 * `[batch, layers, style]`; an input `w` takes the place of the latents. In training styles are mixed; at sampling the
 * option `truncation` moves w towards its mean, and samples are cut to the data's range, which training leaves open.
 */
export function generator(spec: GeneratorSpec, options: Options['generator']): NetworkParts {
  const layers = styleCount(sides(spec.sample).length);
  const stylesOf = (mapping: tf.LayersModel, inputs: TensorMap, call: ApplyOptions): tf.Tensor => {
    const map = (latent: tf.Tensor, how: ApplyOptions) =>
      mapping.apply(inputs['labels'] ? [latent, inputs['labels']] : latent, how) as tf.Tensor;
    const latent = inputs['latent']!;
    const w = forEveryLayer(map(latent, call), layers);
    if (!call.training || !call.random || options.mixing === 0) return w;
    // The running mean has seen these latents already.
    const other = map(nextInBatch(latent), { training: false });
    return mixStyles(w, forEveryLayer(other, layers), options.mixing, call.random.scope('mixing'));
  };
  return {
    parts: { mapping: mappingNetwork(spec, options), synthesis: synthesisNetwork(spec, options) },
    options: ['truncation'],
    apply({ mapping, synthesis }, inputs, call) {
      const w = inputs['w'] ?? stylesOf(mapping!, inputs, call);
      const pictures = synthesis!.apply(w, call) as tf.Tensor;
      const open = call.training || spec.sample.range === 'unbounded';
      return { samples: open ? pictures : tf.clipByValue(pictures, -1, 1), w };
    },
  };
}
