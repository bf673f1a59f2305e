export * from './define.js';
export type { PluginKind, PluginKinds } from './kinds.js';
export { PluginRegistry } from './registry.js';
export { token, type Scopable, type ServiceOf, type Token } from './token.js';
