/** `[height, width, channels]`, row-major, in [-1, 1]. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}
