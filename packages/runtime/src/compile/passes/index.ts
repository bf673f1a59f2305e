import type { Graph } from '../graph/graph.js';
import type { CompiledMode } from '../session/graph-session.js';
import { matmulConvolutions } from './convolutions/index.js';
import { fillEqualConstants } from './equal-constants.js';
import { matmulReductions } from './matmul-reductions.js';
import { pairwiseSums } from './pairwise-sums.js';

/** One rewrite of a traced graph that changes its cost and not its results. */
export interface Pass {
  readonly name: string;
  /** Where it gains. */
  readonly modes: readonly CompiledMode[];
  apply(graph: Graph): Graph;
}

/**
 * In order of application. Gains were measured on a DCGAN-32 step with batch 64 (processor time, medians of
 * interleaved runs, each pass switched off alone): 29 % for Winograd's form, 5 % for few channels, 13 % for reductions. Pairwise sums gain no time: without them a step can
 * fail to compile.
 */
export const passes: readonly Pass[] = [
  { name: 'fill-equal-constants', modes: ['graph', 'xla'], apply: fillEqualConstants },
  {
    name: 'winograd-convolutions',
    modes: ['xla'],
    apply: (graph) => matmulConvolutions(graph, { winograd: true, fewChannels: false }),
  },
  {
    name: 'few-channel-convolutions',
    modes: ['xla'],
    apply: (graph) => matmulConvolutions(graph, { winograd: false, fewChannels: true }),
  },
  { name: 'matmul-reductions', modes: ['xla'], apply: matmulReductions },
  { name: 'pairwise-sums', modes: ['xla'], apply: pairwiseSums },
];

export const passNames: readonly string[] = passes.map(({ name }) => name);

/** Switches by name of pass; a pass that is not named is on. */
export type PassSwitches = Readonly<Record<string, boolean>>;

export const applyPasses = (graph: Graph, mode: CompiledMode, switches: PassSwitches): Graph =>
  passes
    .filter(({ name, modes }) => modes.includes(mode) && switches[name] !== false)
    .reduce((rewritten, pass) => pass.apply(rewritten), graph);
