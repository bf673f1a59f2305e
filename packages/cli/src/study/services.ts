import type { PlanServices } from '@saddle/study';
import { fileURLToPath } from 'node:url';
import { loadExperimentConfig } from '../run/load.js';
import { codeVersions } from './versions.js';

/** The script of this command, for the processes of a study's runs. */
export const ownScript = fileURLToPath(new URL('../../bin/saddle.js', import.meta.url));

/** What a study's plan needs from here: configs with their plugins, and versions. */
export const planServices: Pick<PlanServices, 'loadConfig' | 'versions'> = {
  loadConfig: async (file, overrides) => (await loadExperimentConfig(file, { overrides })).config,
  versions: codeVersions,
};
