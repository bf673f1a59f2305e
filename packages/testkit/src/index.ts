export { CheckFailure, Skip, skip, type Check, type Settings, type Subject } from './check.js';
export { checksFor } from './checks/index.js';
export { runCheck, runChecks, type CheckResult } from './run-checks.js';
export * from './suites.js';
