import { stringify } from 'yaml';
import type { Experiment } from '../schema/experiment.js';
import { flatten } from './flatten.js';

/** The resolved config as YAML. Loading it from the same base directory gives the same config again. */
export const toYaml = (config: Experiment): string =>
  stringify(flatten(config), { schema: 'core', lineWidth: 0, aliasDuplicateObjects: false });
