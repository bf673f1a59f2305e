export { loadConfig, type LoadOptions } from './load.js';
export { experimentSchema, type Experiment } from './schema/experiment.js';
export { jsonSchema } from './schema/json-schema.js';
export type { Section } from './schema/section.js';
export type { Path } from './source/tree.js';
export { budgetIterations } from './resolved/budget.js';
export { configHash } from './resolved/hash.js';
export type { ResolvedConfig } from './resolved/resolved.js';
export { toYaml } from './resolved/to-yaml.js';
