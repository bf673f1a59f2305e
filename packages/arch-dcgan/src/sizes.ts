import { SaddleError, type SampleInfo } from '@saddle/core';

/** Height and width of the smallest maps. */
export const smallest = 4;

const supported = [16, 32, 64, 128];

/**
 * How often the picture is halved to reach 4x4.
 *
 * @throws SADDLE_CONFIG_INCOMPATIBLE if samples are not square pictures of 16, 32, 64 or 128 pixels
 */
export function halvings({ shape }: SampleInfo): number {
  const [height, width] = shape;
  if (shape.length !== 3 || height !== width || !supported.includes(height!)) {
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `The architecture 'dcgan' makes square pictures of ${supported.join(', ')} pixels; the data's samples are [${shape.join(', ')}].`,
      advice:
        shape.length === 3
          ? `Resize the pictures with the data set's \`size\` option, for example \`size: ${nearestSize(Math.max(height!, width!))}\`.`
          : "Use the architecture 'mlp' for samples that are not pictures.",
    });
  }
  return Math.log2(height! / smallest);
}

const nearestSize = (size: number) => supported.find((candidate) => candidate >= size) ?? supported.at(-1)!;
