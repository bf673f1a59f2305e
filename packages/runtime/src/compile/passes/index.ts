import type { Graph } from '../graph/graph.js';
import type { CompiledMode } from '../session/graph-session.js';
import { fillEqualConstants } from './equal-constants.js';

/** One rewrite of a traced graph that changes its cost and not its results. */
export interface Pass {
  readonly name: string;
  /** Where it gains. */
  readonly modes: readonly CompiledMode[];
  apply(graph: Graph): Graph;
}

/** In order of application. */
export const passes: readonly Pass[] = [
  { name: 'fill-equal-constants', modes: ['graph', 'xla'], apply: fillEqualConstants },
];

/** Switches by name of pass; a pass that is not named is on. */
export type PassSwitches = Readonly<Record<string, boolean>>;

export const applyPasses = (graph: Graph, mode: CompiledMode, switches: PassSwitches): Graph =>
  passes
    .filter(({ name, modes }) => modes.includes(mode) && switches[name] !== false)
    .reduce((rewritten, pass) => pass.apply(rewritten), graph);
