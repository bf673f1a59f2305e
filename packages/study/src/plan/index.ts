export { estimateRun, type Estimate } from './estimate.js';
export { runIdentity, type CodeVersions } from './identity.js';
export { makePlan, studyName, type PlanServices } from './make-plan.js';
export type { PlannedRun, PlannedVariant, StudyPlan } from './plan.js';
export { scaleOf, studySchema, type StudyFile, type StudyMetric } from './study-file.js';
export { expandVariants, type Variant } from './variants.js';
