import { encodePng, gridPicture } from '@saddle/report';

export type PictureShape = readonly [height: number, width: number, channels: number];

/** Pictures `[count, height, width, channels]`, flat, as the data URI of one grid. */
export function embeddedGrid(values: Float32Array, shape: PictureShape, columns: number): string {
  const count = values.length / (shape[0] * shape[1] * shape[2]);
  const png = encodePng(gridPicture({ values, count, shape, columns }));
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
