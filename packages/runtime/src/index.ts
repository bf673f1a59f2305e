export * from './backend/index.js';
export * from './compile/index.js';
export * from './export/index.js';
export {
  doctor,
  formatDoctor,
  isSetUp,
  setup,
  type Check,
  type DoctorReport,
  type SetupOptions,
  type SetupResult,
} from './provision/index.js';
