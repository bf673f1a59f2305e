import type { CodeVersions } from './identity.js';
import type { StudyMetric } from './study-file.js';

export interface PlannedVariant {
  readonly name: string;
  readonly description?: string;
  /** `path=value` over the base, without the seed. */
  readonly overrides: readonly string[];
}

export interface PlannedRun {
  /** Name of its directory: the variant's name and the seed. */
  readonly id: string;
  readonly variant: string;
  readonly seed: number;
  readonly identity: string;
  /** All that lies over the base config. */
  readonly overrides: readonly string[];
  readonly iterations: number;
}

/** A study, ready to run: nothing in it depends on what ran before. */
export interface StudyPlan {
  readonly name: string;
  readonly question: string;
  /** The study's file and the config that all variants change; absolute. */
  readonly file: string;
  readonly base: string;
  readonly metric: StudyMetric;
  readonly baseline: string;
  readonly alpha: number;
  readonly margin: number;
  readonly design: 'independent' | 'paired';
  readonly seeds: readonly number[];
  readonly jobs: number;
  readonly retries: number;
  readonly versions: CodeVersions;
  readonly variants: readonly PlannedVariant[];
  readonly runs: readonly PlannedRun[];
}
