import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitFlat, type EmittedGraph } from '../emit/flat-graph.js';
import { encodeSavedModel } from '../emit/protobuf.js';
import { emitXla } from '../emit/xla-graph.js';
import type { Feed, Graph } from '../graph/graph.js';
import type { NativeBackend, TensorMetadata } from '../native/backend.js';
import { withTemporaryFolder } from './temporary-folder.js';

export type CompiledMode = 'graph' | 'xla';

/** A graph that TensorFlow has loaded and runs as one call. */
export class GraphSession {
  /** What each call must be given, in this order. */
  readonly feeds: readonly Feed[];
  readonly #id: number;
  readonly #feedNames: string;
  readonly #resultNames: string;

  constructor(
    private readonly backend: NativeBackend,
    graph: Graph,
    mode: CompiledMode,
    /** Name of the function that XLA compiles, in its messages. */
    name: string,
  ) {
    const emitted: EmittedGraph = mode === 'xla' ? emitXla(graph, functionName(name)) : emitFlat(graph);
    this.feeds = emitted.feeds.map(({ node }) => node.feed!);
    this.#feedNames = emitted.feeds.map((feed) => feed.name).join();
    this.#resultNames = emitted.results.join();
    const bytes = encodeSavedModel(emitted.graphDef, {});
    // TensorFlow reads the folder while loading and never again.
    this.#id = withTemporaryFolder((folder) => {
      writeFileSync(join(folder, 'saved_model.pb'), bytes);
      return backend.binding.loadSavedModel(folder, 'serve');
    });
  }

  /** @param ids of the native tensors for the feeds */
  run(ids: number[]): TensorMetadata[] {
    return this.backend.binding.runSavedModel(this.#id, ids, this.#feedNames, this.#resultNames);
  }

  dispose(): void {
    this.backend.binding.deleteSavedModel(this.#id);
  }
}

const functionName = (step: string): string => `step_${step.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
