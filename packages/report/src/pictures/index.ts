export type { Raster } from './raster.js';
export { encodePng, decodePng } from './png.js';
export { writePicture } from './write-picture.js';
export { gridPicture, type GridOptions } from './grid.js';
export { extentOf, fieldGrid, type Extent } from './extent.js';
export { type Field } from './field.js';
export { scatterPicture, type ScatterOptions } from './scatter.js';
export { curvesPicture, type Curve, type CurvePanel, type CurvesOptions } from './curves.js';
export { animate, animateFiles, type AnimationOptions, type FileAnimationOptions } from './animation.js';
