import { SaddleError, type SampleInfo } from '@saddle/core';

/** @throws SADDLE_CONFIG_INCOMPATIBLE unless samples are `[height, width, channels]` */
export function requirePictures({ shape }: SampleInfo, what: string): readonly [number, number, number] {
  if (shape.length === 3) return shape as unknown as readonly [number, number, number];
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `${what} changes pictures [height, width, channels]; the data's samples are [${shape.join(', ')}].`,
    advice: 'Leave it out, or choose data of pictures.',
  });
}
