import { SaddleError, type SampleInfo } from '@saddle/core';

/** Side of the maps that the generator starts from. */
export const smallest = 4;
const sides = [16, 32, 64, 128];

/** How often the side is doubled from 4. @throws SADDLE_CONFIG_INCOMPATIBLE for other shapes than square pictures of 16 to 128 */
export function doublings({ shape }: SampleInfo): number {
  const [height, width] = shape;
  if (shape.length === 3 && height === width && sides.includes(height!)) return Math.log2(height! / smallest);
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The architecture 'resnet' makes square pictures of ${sides.join(', ')} pixels; the data has samples of shape [${shape.join(', ')}].`,
    advice: 'Choose a size in the options of `data`, or another architecture.',
  });
}
