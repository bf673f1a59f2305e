import { stringify } from 'yaml';
import type { Experiment } from '../schema/experiment.js';
import { flatten } from './flatten.js';

/** The resolved config as YAML, with quotes where a reader of YAML 1.1 would take a text for something else. Loading it from the same base directory gives the same config again. */
export const toYaml = (config: Experiment): string =>
  stringify(flatten(config), { schema: 'core', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });
