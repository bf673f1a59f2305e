export { cacheRoot } from './cache.js';
export { doctor, type Check, type DoctorReport } from './doctor.js';
export { formatDoctor } from './format-doctor.js';
export { defaultTensorFlowVersion, type Report, type SetupOptions } from './options.js';
export { isSetUp, setup, type SetupResult } from './setup.js';
