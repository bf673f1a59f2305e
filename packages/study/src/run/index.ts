export type { ChildEnd } from './child.js';
export { measurePilot, type Pilot } from './pilot.js';
export { runStudy, type StudyObserver, type StudyProgress, type StudyRequest } from './run-study.js';
export {
  StudyDirectory,
  type RunStanding,
  type StudyFailure,
  type StudyRecord,
  type StudyRun,
} from './study-directory.js';
export { takeUp } from './take-up.js';
export { consequenceOf, failureOf, type Consequence } from './consequence.js';
