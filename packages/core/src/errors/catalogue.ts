/**
 * Exit codes of the `saddle` command.
 * 0 done · 42 the configuration or the command line is wrong, no retry helps · 75 interrupted after a
 * checkpoint, resume continues · 1 any other failure · 130 interrupted at once.
 */
export const exitCodes = { done: 0, failed: 1, configuration: 42, interrupted: 75, aborted: 130 } as const;

interface CatalogueEntry {
  /** What this code means, as the reference page prints it. */
  readonly meaning: string;
  readonly exit: number;
}

const configuration = (meaning: string): CatalogueEntry => ({ meaning, exit: exitCodes.configuration });
const failure = (meaning: string): CatalogueEntry => ({ meaning, exit: exitCodes.failed });

/** Every coded error of Saddle, in one place: docs/reference/errors.md is generated from it. */
export const errorCatalogue = {
  // Configuration
  SADDLE_CONFIG_INVALID: configuration('The configuration has errors; every one is listed with its position.'),
  SADDLE_CONFIG_NOT_FOUND: configuration('The configuration file does not exist or cannot be read.'),
  SADDLE_CONFIG_SYNTAX: configuration('The configuration is not valid YAML.'),
  SADDLE_CONFIG_UNKNOWN_KEY: configuration('A key that no plugin and no section knows.'),
  SADDLE_CONFIG_VALUE: configuration('A value of the wrong type or out of range.'),
  SADDLE_CONFIG_UNKNOWN_PLUGIN: configuration('`use:` names a plugin that is not installed.'),
  SADDLE_CONFIG_EXTENDS: configuration('`extends:` names a missing file or forms a cycle.'),
  SADDLE_CONFIG_OVERRIDE: configuration('A `--set` override is malformed.'),
  SADDLE_CONFIG_INCOMPATIBLE: configuration('Two parts of the configuration do not fit together.'),
  SADDLE_USAGE: configuration('The command line is wrong.'),
  // Plugins
  SADDLE_PLUGIN_NOT_FOUND: configuration('A plugin package or file cannot be found.'),
  SADDLE_PLUGIN_LOAD: configuration('A plugin package or file fails while it is loaded.'),
  SADDLE_PLUGIN_INVALID: configuration('A module exports something that is not a plugin of this version.'),
  SADDLE_PLUGIN_DUPLICATE: configuration('Two plugins of one kind have the same name.'),
  SADDLE_PLUGIN_CONTRACT: failure('A plugin returned something its contract does not allow.'),
  // Data
  SADDLE_DATA_NOT_FOUND: configuration('A data set is not where the configuration says.'),
  SADDLE_DATA_CORRUPT: failure('A data file is damaged; its name and offset are given.'),
  SADDLE_DATA_DOWNLOAD: failure('A data set could not be downloaded.'),
  // Native runtime
  SADDLE_RUNTIME_REQUIREMENT: failure('Node, npm, Python or pip is missing or too old.'),
  SADDLE_RUNTIME_SETUP: failure('TensorFlow could not be provisioned.'),
  SADDLE_RUNTIME_UNAVAILABLE: failure('The backend asked for cannot be used on this machine.'),
  // Compilation of steps
  SADDLE_COMPILE_VALUE_READ: failure("A tensor's values are read inside a training step."),
  SADDLE_COMPILE_JS_RANDOM: failure('Randomness is made in JavaScript inside a training step.'),
  SADDLE_COMPILE_FROZEN: failure('A JavaScript value that changes between steps would be frozen into the graph.'),
  SADDLE_COMPILE_CAPTURED: failure('A training step uses a tensor that is neither an input nor registered state.'),
  SADDLE_COMPILE_VARIABLE: failure('A training step creates or disposes a variable.'),
  SADDLE_COMPILE_SHAPE: failure('The shapes of the inputs of a compiled step changed too often.'),
  SADDLE_COMPILE_UNSUPPORTED: failure('An op or dtype cannot be compiled.'),
  SADDLE_GRADIENT_ORDER: failure('An op would give a wrong second-order gradient.'),
  // Training
  SADDLE_TRAIN_DIVERGED: failure('A loss or score became NaN, infinite or exploded.'),
  SADDLE_STATE_DUPLICATE: failure('Two state variables were registered under one name.'),
  // Metrics and studies
  SADDLE_METRIC_INPUT: configuration('Features or pictures given to a metric do not fit together or are not finite.'),
  SADDLE_METRIC_TOO_FEW: configuration('Too few samples for a metric to mean anything.'),
  SADDLE_METRIC_PROTOCOL: configuration('Figures of different protocols were to be compared.'),
  SADDLE_NPY_INVALID: configuration('A .npy file is damaged or of a kind that is not read.'),
  SADDLE_STUDY_VALUE: configuration('A figure cannot be analysed on the scale asked for.'),
  SADDLE_STUDY_BASELINE: configuration('The baseline is not one of the variants.'),
  SADDLE_STUDY_FIGURES: configuration('The runs to be compared lack the figures for it.'),
  SADDLE_STUDY_PILOT: failure('The first iterations of a variant, run to measure their pace, failed.'),
  SADDLE_STUDY_FAILED: failure('Runs of a study failed for reasons other than divergence; the others are kept.'),
  // Run directories
  SADDLE_RUN_NOT_FOUND: configuration('There is no run directory at the given path.'),
  SADDLE_RUN_EXISTS: configuration('The run directory exists already.'),
  SADDLE_RUN_LOCKED: failure('Another process is writing the run directory.'),
  SADDLE_RUN_WRITE: failure('The run directory cannot be written (disk full or not permitted).'),
  SADDLE_RUN_CORRUPT: failure('A file of the run directory was truncated or altered.'),
  SADDLE_CHECKPOINT_CORRUPT: failure('A checkpoint is truncated or altered.'),
  SADDLE_CHECKPOINT_MISMATCH: failure('A checkpoint does not fit the networks of this configuration.'),
  SADDLE_INTERRUPTED: {
    meaning: 'Interrupted after a checkpoint; `saddle resume` continues.',
    exit: exitCodes.interrupted,
  },
  SADDLE_INTERNAL: failure('A bug in Saddle.'),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
