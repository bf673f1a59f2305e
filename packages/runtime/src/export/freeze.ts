import type { State } from '@saddle/core';
import { constant } from '../compile/graph/build.js';
import type { Graph } from '../compile/graph/graph.js';
import { rewrite } from '../compile/graph/rewrite.js';
import type { TensorValues } from '../compile/native/backend.js';

/** A graph whose variables and registered constants are constants with the values they have now. */
export const freezeState = (graph: Graph, state: State): Graph =>
  rewrite(graph, ({ feed, outputs }) => {
    if (feed?.kind !== 'variable' && feed?.kind !== 'constant') return undefined;
    const tensor = (feed.kind === 'variable' ? state.variables : state.constants).get(feed.name)!;
    return [constant(tensor.dataSync() as TensorValues, tensor.shape, outputs[0]!.dtype)];
  });
