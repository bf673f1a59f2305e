import { SaddleError } from '@saddle/core';

/** A metric or extractor was asked for data that it cannot measure. */
export const incompatible = (problem: string, advice?: string): SaddleError =>
  new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', { problem, ...(advice !== undefined && { advice }) });
