export * from './contracts/index.js';
export * from './data/index.js';
export * from './errors/index.js';
export { Game, gameServices } from './game/game.js';
export * from './networks/network.js';
export * from './plugin/index.js';
export * from './random/index.js';
export * from './services/logger.js';
export { tokens, type RunFacts } from './services/tokens.js';
export { State, type HostRecord } from './state/state.js';
export { AveragedNetwork, AveragedNetworks, type AveragingSettings } from './training/ema.js';
export { clipGradients, globalNorm, type Clipping } from './training/clipping.js';
export { NetworkFactory, type InitialRandom } from './training/network-factory.js';
export { Optimizers, Player, type Objective, type OptimizerSettings, type ParameterGroup } from './training/player.js';
export { duePenalties, dueVariant, penaltiesOf, type ActiveRegularizer } from './training/terms.js';
export { CheckpointStore, type Snapshot } from './run/checkpoint.js';
export { asWriteError, replaceFile } from './run/files.js';
export { lock } from './run/lock.js';
export { MetricsLog, readMetrics, type EvaluationRecord, type MetricsRecord } from './run/metrics-log.js';
export { RunDirectory, type RunInfo, type RunStatus } from './run/run-directory.js';
export { decodeSafetensors, encodeSafetensors, type HostTensor } from './run/safetensors.js';
export { assignHost, restoreSnapshot, takeSnapshot } from './state/snapshot.js';
export {
  planSteps,
  programsOf,
  stepByStep,
  StepCaller,
  type CallInputs,
  type PlannedStep,
  type Reports,
} from './training/call.js';
export type { DivergencePolicy } from './training/divergence.js';
export { TrainingLoop, type TrainingObserver, type TrainingPlan } from './training/loop.js';
