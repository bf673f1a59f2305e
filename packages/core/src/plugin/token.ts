declare const service: unique symbol;

/** A typed name for an injected service: `inject: { random: tokens.random }` gives `create` a RandomStream. */
export type Token<T> = symbol & { readonly [service]?: T };

/** The service a token stands for. */
export type ServiceOf<K> = K extends Token<infer T> ? T : never;

/** Symbol.for, so that two loaded copies of core agree on every token. */
export const token = <T>(name: string): Token<T> => Symbol.for(`saddle.token.${name}`) as Token<T>;

/** Services that take the name of the component they are handed to: state names and random streams stay apart. */
export interface Scopable<T> {
  /** The same service under `name`: its state is called `name/…`, its random numbers are keyed by `name`. */
  scope(name: string): T;
}
