export { prepareXlaCache, type XlaCacheOptions } from './cache/xla-cache.js';
export { createCompiledRuntime, type CompiledRuntime, type CompileOptions } from './compiled-runtime.js';
export type { Compilation } from './compiled-step.js';
export { defaultCompileMode } from './default-mode.js';
export { passNames } from './passes/index.js';
export type { CompiledMode } from './session/graph-session.js';
