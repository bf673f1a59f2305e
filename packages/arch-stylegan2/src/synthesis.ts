import type { GeneratorSpec } from '@saddle/core';
import { fromStream } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { Bias } from './layers/bias.js';
import { LearnedConstant } from './layers/learned-constant.js';
import { ModulatedConv2d } from './layers/modulated-conv2d.js';
import { Noise } from './layers/noise.js';
import { Enlarge, ScaledLeakyRelu } from './layers/pointwise.js';
import { StyleAt } from './layers/style-at.js';
import type { Options } from './options.js';
import { channelsAt, sides, smallest, styleCount } from './sizes.js';

type Maps = tf.SymbolicTensor;

/**
 * Style vectors `[batch, layers, style]` to pictures: from a learned constant, two convolutions for each doubling, and
 * at each size a conversion to colours, added to the enlarged colours of the size before (the paper's skip generator).
 */
export function synthesisNetwork({ sample, random }: GeneratorSpec, options: Options['generator']): tf.LayersModel {
  const normal = fromStream(random, 'normal', 1);
  const all = sides(sample);
  const w = tf.input({ shape: [styleCount(all.length), options.style], name: 'w' });
  const through = (x: Maps, ...layers: tf.layers.Layer[]): Maps =>
    layers.reduce((y, layer) => layer.apply(y) as Maps, x);
  const styles = Array.from({ length: styleCount(all.length) }, (_, position) =>
    through(w, new StyleAt({ position, name: `style-${position}` })),
  );

  const convolution = (maps: Maps, side: number, position: number, up: boolean): Maps => {
    const name = `${side}-conv${up ? '-up' : ''}`;
    const filters = channelsAt(side, options);
    const modulated = new ModulatedConv2d({ filters, kernelSize: 3, up, normal, name });
    return through(
      modulated.apply([maps, styles[position]!]) as Maps,
      new Noise({ name: `${name}-noise` }),
      new Bias({ name: `${name}-bias` }),
      new ScaledLeakyRelu(),
    );
  };
  const toColours = (maps: Maps, side: number, position: number): Maps => {
    const conversion = { filters: sample.shape[2]!, kernelSize: 1, demodulate: false, normal, name: `${side}-colours` };
    const colours = new ModulatedConv2d(conversion).apply([maps, styles[position]!]) as Maps;
    return through(colours, new Bias({ name: `${side}-colours-bias` }));
  };

  let maps = through(
    w,
    new LearnedConstant({ side: smallest, channels: channelsAt(smallest, options), normal, name: 'constant' }),
  );
  maps = convolution(maps, smallest, 0, false);
  let pictures = toColours(maps, smallest, 1);
  let position = 1;
  for (const side of all.slice(1)) {
    maps = convolution(maps, side, position, true);
    maps = convolution(maps, side, position + 1, false);
    position += 2;
    // A conversion shares the style of the convolution that follows it.
    pictures = tf.layers.add().apply([through(pictures, new Enlarge()), toColours(maps, side, position)]) as Maps;
  }
  return tf.model({ inputs: w, outputs: pictures });
}
