export { cacheRoot } from './cache.js';
export { entryKey, provideEntry, realSteps, type Entry, type EntrySteps } from './cache-entry.js';
export { doctor, type Check, type DoctorReport } from './doctor.js';
export { formatDoctor } from './format-doctor.js';
export { withLock } from './lock.js';
export { checkEntry, type EntryState, type Manifest } from './manifest.js';
export { defaultTensorFlowVersion, type Report, type SetupOptions } from './options.js';
export { isSetUp, setup, type SetupResult } from './setup.js';
export { chooseSource, type TensorFlowSource } from './tensorflow-source.js';
