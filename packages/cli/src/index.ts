export { composeExperiment, type Experiment } from './compose/experiment.js';
export { Wiring } from './compose/container.js';
export { main } from './main.js';
export { loadInstalledPlugins, loadPlugin } from './plugins/load.js';
export { loadExperimentConfig, loadRunConfig, type LoadedConfig } from './run/load.js';
export { trainRun, type TrainingRequest, type TrainingResult } from './run/train.js';
