import { SaddleError, type Logger, type State } from '@saddle/core';
import type * as tf from '@tensorflow/tfjs';
import { activeXlaCache, sealPrograms } from './cache/integrity.js';
import { compareTraces } from './checks/compare-traces.js';
import { nodesOf, type Feed, type Graph, type Result } from './graph/graph.js';
import type { NativeBackend } from './native/backend.js';
import { applyPasses, type PassSwitches } from './passes/index.js';
import { feedLargeConstants } from './passes/large-constants.js';
import { explainFailure } from './checks/explain-failure.js';
import { traceStep, type StepFunction, type TensorsByName } from './record/trace-step.js';
import { GraphSession, type CompiledMode } from './session/graph-session.js';

/** What compiling one form of a step took, for a run's log and report. */
export interface Compilation {
  readonly name: string;
  readonly mode: CompiledMode;
  /** Names, shapes and types of the inputs. */
  readonly shapes: string;
  /** Tracing twice, checking, rewriting, loading and the first run, in which XLA compiles. */
  readonly seconds: number;
  /** Ops in the trace, and in the graph that runs. */
  readonly traced: number;
  readonly nodes: number;
}

export interface CompileSettings {
  readonly mode: CompiledMode;
  readonly logger: Logger;
  readonly switches: PassSwitches;
  /** How many forms, by shapes of the inputs, one step may have. */
  readonly maximumShapes: number;
  readonly report: (compilation: Compilation) => void;
}

interface CompiledForm {
  run(inputs: TensorsByName): TensorsByName;
}

/** Names, types and shapes of a step's inputs. */
const shapesOf = (inputs: TensorsByName): string =>
  Object.keys(inputs)
    .sort()
    .map((name) => `${name}:${inputs[name]!.dtype}[${inputs[name]!.shape.join()}]`)
    .join(' ');

/** A step that is traced at its first call with inputs of given shapes, and from then on runs as one call. */
export function compileStep(
  backend: NativeBackend,
  name: string,
  state: State,
  fn: StepFunction,
  settings: CompileSettings,
): StepFunction {
  const forms = new Map<string, CompiledForm>();
  return (inputs) => {
    const shapes = shapesOf(inputs);
    const form = forms.get(shapes);
    if (form) return form.run(inputs);
    announce(name, shapes, [...forms.keys()], settings);
    const { compiled, outputs } = compileForm(backend, name, state, fn, inputs, shapes, settings);
    forms.set(shapes, compiled);
    return outputs;
  };
}

function announce(name: string, shapes: string, known: readonly string[], settings: CompileSettings): void {
  if (known.length >= settings.maximumShapes) {
    throw new SaddleError('SADDLE_COMPILE_SHAPE', {
      problem: `Step '${name}' was compiled for ${known.length} different shapes of its inputs and now gets ${shapes}.`,
      advice: `Feed batches of one size (drop or pad the last one), or set \`runtime.compile: off\`. The shapes before were:\n    ${known.join('\n    ')}`,
    });
  }
  if (known.length > 0)
    settings.logger.warn(`Step '${name}' is compiled again, for inputs ${shapes}; the last were ${known.at(-1)}.`);
}

function compileForm(
  backend: NativeBackend,
  name: string,
  state: State,
  fn: StepFunction,
  inputs: TensorsByName,
  shapes: string,
  { mode, logger, switches, report }: CompileSettings,
): { compiled: CompiledForm; outputs: TensorsByName } {
  const start = performance.now();
  const first = traceStep(backend, name, state, fn, inputs);
  compareTraces(name, first, traceStep(backend, name, state, fn, inputs));
  const { graph, data } = feedLargeConstants(applyPasses(first, mode, switches));
  const uploaded = data.map(({ values, shape, dtype }) => backend.binding.createTensor([...shape], dtype, values));
  const compiled = explainFailure(name, graph, () => {
    const session = new GraphSession(backend, graph, mode, name);
    return new Form(backend, name, state, graph, session, uploaded);
  });
  // XLA compiles at the first run; its results count, so that a resumed run gets the bits of one that went on.
  const outputs = explainFailure(name, graph, () => compiled.run(inputs));
  const cache = mode === 'xla' ? activeXlaCache() : undefined;
  if (cache !== undefined) sealPrograms(cache);
  const compilation = {
    name,
    mode,
    shapes,
    seconds: (performance.now() - start) / 1000,
    traced: nodesOf(first).length,
    nodes: nodesOf(graph).length,
  };
  logger.info(
    `Step '${name}' compiled (${mode}) in ${compilation.seconds.toFixed(1)} s: ${compilation.traced} ops traced, ${compilation.nodes} in the graph.`,
  );
  report(compilation);
  return { compiled, outputs };
}

class Form implements CompiledForm {
  readonly #feeds: readonly ((inputs: TensorsByName) => number)[];

  constructor(
    private readonly backend: NativeBackend,
    private readonly name: string,
    state: State,
    graph: Graph,
    private readonly session: GraphSession,
    uploaded: readonly number[],
  ) {
    this.#feeds = session.feeds.map((feed) => this.#feed(feed, state, uploaded));
    this.#takes = graph.results.map((result) => this.#take(result, state));
  }

  readonly #takes: readonly ((value: tf.Tensor, outputs: Record<string, tf.Tensor>) => void)[];

  run(inputs: TensorsByName): TensorsByName {
    const ids = this.#feeds.map((feed) => feed(inputs));
    const results = this.session.run(ids);
    const outputs: Record<string, tf.Tensor> = {};
    results.forEach((result, i) => this.#takes[i]!(this.backend.createOutputTensor(result), outputs));
    return outputs;
  }

  #feed(feed: Feed, state: State, uploaded: readonly number[]): (inputs: TensorsByName) => number {
    const idOf = (tensor: tf.Tensor) => {
      if (tensor.isDisposed) throw this.#disposed(feed);
      return this.backend.getInputTensorIds([tensor])[0]!;
    };
    switch (feed.kind) {
      case 'input':
        return (inputs) => idOf(inputs[feed.name]!);
      case 'variable': {
        const variable = state.variables.get(feed.name)!;
        return () => idOf(variable);
      }
      case 'constant': {
        const constant = state.constants.get(feed.name)!;
        return () => idOf(constant);
      }
      case 'data':
        return () => uploaded[feed.index]!;
    }
  }

  #take({ kind, name }: Result, state: State): (value: tf.Tensor, outputs: Record<string, tf.Tensor>) => void {
    if (kind === 'output') return (value, outputs) => void (outputs[name] = value);
    const variable = state.variables.get(name)!;
    return (value) => {
      variable.assign(value);
      value.dispose();
    };
  }

  #disposed(feed: Feed): SaddleError {
    const what = 'name' in feed ? `${feed.kind} '${feed.name}'` : feed.kind;
    return new SaddleError('SADDLE_COMPILE_CAPTURED', {
      problem: `Step '${this.name}' was called after its ${what} was disposed.`,
      advice: 'Keep registered state until training ends.',
    });
  }
}
