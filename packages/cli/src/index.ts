export { composeExperiment, type Experiment } from './compose/experiment.js';
export { Wiring } from './compose/container.js';
export { iterationsPerCall } from './compose/iterations-per-call.js';
export { main } from './main.js';
export { loadInstalledPlugins, loadPlugin } from './plugins/load.js';
export { loadExperimentConfig, loadRunConfig, type LoadedConfig } from './run/load.js';
export { startRuntime, type StartedRuntime } from './run/runtime.js';
export { trainRun, type TrainingRequest, type TrainingResult } from './run/train.js';
export type { Output } from './progress/terminal.js';
