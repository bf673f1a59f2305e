import { z } from 'zod';
import type { PluginKind, PluginKinds } from './kinds.js';
import type { ServiceOf, Token } from './token.js';

/** Plugins are recognised by this key, never by class: a plugin may have been made by another copy of core. */
export const pluginBrand = Symbol.for('saddle.plugin');

/** The version of the contracts; a plugin made for another one is refused with both versions named. */
export const contractVersion = 1;

type Services<I> = { readonly [K in keyof I]: ServiceOf<I[K]> };

/** What an author writes. `create` gets the validated options and the services named in `inject`. */
export interface PluginDefinition<K extends PluginKind, O extends z.ZodType, I extends Record<string, Token<unknown>>> {
  /** Kebab case; what `use:` names in a config. */
  readonly name: string;
  /** One line: what it is. */
  readonly summary: string;
  /** Authors, title, year and an arXiv number or DOI, where there is one. */
  readonly paper?: string;
  /** A zod object whose every key has `.describe(...)`; defaults stand here and nowhere else. */
  readonly options?: O;
  readonly inject?: I;
  create(options: z.output<O>, services: Services<I>): PluginKinds[K] | Promise<PluginKinds[K]>;
}

/** A plugin as the registry knows it. */
export interface Plugin<K extends PluginKind = PluginKind> {
  readonly [pluginBrand]: number;
  readonly kind: K;
  readonly name: string;
  readonly summary: string;
  readonly paper: string | undefined;
  readonly options: z.ZodType;
  readonly inject: Readonly<Record<string, Token<unknown>>>;
  create(options: unknown, services: Readonly<Record<string, unknown>>): PluginKinds[K] | Promise<PluginKinds[K]>;
}

/** No options at all. */
const none = z.strictObject({});

/**
 * Makes a plugin of any kind; the `define…` functions fix the kind.
 *
 * @example
 * export default defineLoss({
 *   name: 'hinge',
 *   summary: 'Hinge loss',
 *   create: () => ({
 *     discriminator: ({ real, fake }) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
 *     generator: ({ fake }) => tf.neg(tf.mean(fake)),
 *   }),
 * });
 */
export function definePlugin<
  K extends PluginKind,
  O extends z.ZodType = typeof none,
  I extends Record<string, Token<unknown>> = Record<never, never>,
>(kind: K, definition: PluginDefinition<K, O, I>): Plugin<K> {
  const { name, summary, paper, options, inject, create } = definition;
  return {
    [pluginBrand]: contractVersion,
    kind,
    name,
    summary,
    paper,
    options: options ?? none,
    inject: inject ?? {},
    create: (values, services) => create(values as z.output<O>, services as Services<I>),
  };
}

const definer =
  <K extends PluginKind>(kind: K) =>
  <O extends z.ZodType = typeof none, I extends Record<string, Token<unknown>> = Record<never, never>>(
    definition: PluginDefinition<K, O, I>,
  ): Plugin<K> =>
    definePlugin(kind, definition);

export const defineLoss = definer('loss');
export const defineRegularizer = definer('regularizer');
export const defineArchitecture = definer('architecture');
export const defineLatent = definer('latent');
export const defineDataset = definer('dataset');
export const defineAugmentation = definer('augmentation');
export const defineOptimizer = definer('optimizer');
export const defineSchedule = definer('schedule');
export const defineProcedure = definer('procedure');
export const defineSampler = definer('sampler');
export const defineMetric = definer('metric');
export const defineExtractor = definer('extractor');
export const defineHook = definer('hook');

/** True for a plugin of any copy and any contract version. */
export const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' && value !== null && pluginBrand in value;
