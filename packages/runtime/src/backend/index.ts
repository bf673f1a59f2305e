export { describeCpu, type CpuDescription } from './cpu.js';
export { tensorFlowEnvironment, type TensorFlowEnvironment } from './environment.js';
export { loadBackend, type BackendDescription } from './load-backend.js';
export { backendNames, type BackendName, type BackendOptions } from './options.js';
export { probeBackend, type Probe } from './probe.js';
