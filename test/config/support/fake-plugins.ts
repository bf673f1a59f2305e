import { definePlugin, PluginRegistry, type PluginKind } from '@saddle/core';
import { z } from 'zod';

/** A plugin that has options and creates nothing: configs are checked without creating. */
export const fakePlugin = (kind: PluginKind, name: string, options?: z.ZodType) =>
  definePlugin(kind, {
    name,
    summary: `${name}, for tests`,
    ...(options && { options }),
    create: () => {
      throw new Error('A config is checked without creating anything.');
    },
  });

/** Plugins whose options do not change when those of Saddle do. */
export function fakePlugins(): PluginRegistry {
  const registry = new PluginRegistry();
  const add = (kind: PluginKind, name: string, shape: z.core.$ZodLooseShape = {}) =>
    registry.add(fakePlugin(kind, name, z.strictObject(shape)), 'fakes', 'file:///fakes.js');
  add('dataset', 'ring', { modes: z.int().min(1).default(8).describe('Number of Gaussians.') });
  add('dataset', 'grid', { spacing: z.number().gt(0).default(2) });
  add('latent', 'normal', { size: z.int().min(1).default(16) });
  add('architecture', 'mlp', {
    hidden: z.array(z.int().min(1)).default([64, 64]),
    generator: z.strictObject({ norm: z.enum(['none', 'batch']).default('none') }).prefault({}),
  });
  add('loss', 'minimax');
  add('loss', 'non-saturating', { realLabel: z.number().min(0.5).max(1).default(1).describe('Target for real data.') });
  add('regularizer', 'r1', { gamma: z.number().gt(0).default(10) });
  add('optimizer', 'adam', {
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
  });
  add('optimizer', 'sgd', { momentum: z.number().min(0).lt(1).default(0) });
  add('schedule', 'cosine', { end: z.number().min(0).max(1).default(0) });
  add('schedule', 'linear');
  add('procedure', 'alternating', { discriminatorSteps: z.union([z.int().min(1), z.literal('auto')]).default(1) });
  add('metric', 'coverage');
  return registry;
}
