import { writeAtomically } from '../files/write-atomically.js';
import { encodePng } from './png.js';
import type { Raster } from './raster.js';

/** Writes a raster as a PNG file, atomically. */
export const writePicture = (path: string, raster: Raster): Promise<void> => writeAtomically(path, encodePng(raster));
