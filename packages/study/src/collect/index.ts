export { buildReport, type ComparisonRequest } from './build-report.js';
export { collectRun, type CollectedRun } from './collected-run.js';
export { compareRuns, compareStudy, findRunDirectories, type CompareOptions, type Comparison } from './compare.js';
export { differingKeys, flatKeys, variantKeys } from './config-keys.js';
export { chooseFigures, type Figure, type WantedFigure } from './figures.js';
export { groupRuns, type GroupedRun } from './group.js';
