import { z } from 'zod';

/** Options of everything that trains a small classifier. */
export const classifierOptions = {
  steps: z.int().min(1).default(1200).describe('Training steps of the classifier'),
  batch: z.int().min(1).default(128).describe('Samples in a training batch of the classifier'),
  learningRate: z.number().positive().default(1e-3).describe("Adam's step size"),
  width: z.int().min(2).max(2048).default(64).describe('Units of its last hidden layer'),
};
