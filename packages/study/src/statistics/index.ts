export { compareToBaseline, exploratoryRate, exploreSecondary, type Explored, type Judged } from './comparison.js';
export { chooseDesign, contrast, type Contrast, type ContrastOptions } from './contrast.js';
export { normalInverse, studentInverse, studentTwoSided, studentUpper } from './distributions.js';
export {
  bootstrapInterval,
  bootstrapResamples,
  fewestForBootstrap,
  studentInterval,
  wilsonInterval,
  type BootstrapInterval,
  type BootstrapOptions,
  type Interval,
} from './interval.js';
export { mannWhitney, probabilityOfImprovement, type MannWhitney } from './mann-whitney.js';
export { benjaminiHochberg, holm } from './multiplicity.js';
export {
  finishedOnScale,
  fromScale,
  rankedOnScale,
  toScale,
  type Direction,
  type MetricScale,
  type Outcome,
  type Scale,
} from './outcome.js';
export {
  leastCorrelationToPair,
  plannedSeeds,
  smallestMannWhitney,
  smallestSignFlip,
  type Design,
  type SeedPlan,
} from './planning.js';
export { performanceProfile, type ProfilePoint } from './profile.js';
export { midranks } from './ranks.js';
export { hodgesLehmannShift, type Shift } from './shift.js';
export { signFlip, type SignFlip } from './sign-flip.js';
export {
  equivalenceTest,
  pairedDifference,
  pairedDifferences,
  pairedTest,
  welchDifference,
  welchTest,
  type Difference,
  type Equivalence,
  type StudentTest,
} from './student-tests.js';
export {
  correlation,
  interquartileMean,
  mean,
  median,
  quantileOfSorted,
  standardDeviation,
  variance,
} from './summary.js';
export { summarizeVariant, type SummaryOptions, type VariantSummary } from './variant.js';
export { judge, type Verdict, type VerdictInput } from './verdict.js';
