export * from './define.js';
export type { PluginKind, PluginKinds } from './kinds.js';
export { PluginRegistry, type PluginEntry } from './registry.js';
export { token, type Scopable, type ServiceOf, type Token } from './token.js';
