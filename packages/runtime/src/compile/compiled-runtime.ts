import { SaddleError, silentLogger, type Logger, type Runtime } from '@saddle/core';
import { compileStep, type Compilation } from './compiled-step.js';
import { nativeBackend } from './native/backend.js';
import type { PassSwitches } from './passes/index.js';
import type { CompiledMode } from './session/graph-session.js';
import { sweepTemporaryFolders } from './session/temporary-folder.js';

export interface CompileOptions {
  /** 'graph': TensorFlow's executor; 'xla': compiled by XLA. */
  readonly mode: CompiledMode;
  /** Told of each compilation and of shapes that change. */
  readonly logger?: Logger;
  /** Called after each compilation. */
  readonly onCompile?: (compilation: Compilation) => void;
  /** Turns single rewrites of the graph off, by name; for tests and measurements. */
  readonly passes?: PassSwitches;
  /** How many different shapes of its inputs one step may be compiled for; 8 unless given. */
  readonly maximumShapes?: number;
}

export interface CompiledRuntime extends Runtime {
  readonly mode: CompiledMode;
  /** What has been compiled so far, in order. */
  readonly compilations: readonly Compilation[];
}

/**
 * A runtime that traces each step at its first call and runs it as one TensorFlow graph from then on.
 *
 * The trace runs the step twice, on the present state, without lasting effects; whatever a graph would get silently
 * wrong is an error of the kind SADDLE_COMPILE_… that names the line of code. The results of the first call come from
 * the graph as well, so a resumed run repeats bit for bit.
 *
 * @throws SADDLE_RUNTIME_UNAVAILABLE unless native TensorFlow is the active backend
 */
export function createCompiledRuntime(options: CompileOptions): CompiledRuntime {
  const backend = nativeBackend();
  if (!backend) {
    throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', {
      problem: `Steps can be compiled (\`runtime.compile: ${options.mode}\`) on native TensorFlow only.`,
      advice: 'Run `saddle setup` to get native TensorFlow, or set `runtime.compile: off`.',
    });
  }
  sweepTemporaryFolders();
  const compilations: Compilation[] = [];
  const settings = {
    mode: options.mode,
    logger: options.logger ?? silentLogger,
    switches: options.passes ?? {},
    maximumShapes: options.maximumShapes ?? 8,
    report(compilation: Compilation) {
      compilations.push(compilation);
      options.onCompile?.(compilation);
    },
  };
  return {
    mode: options.mode,
    compilations,
    compile: (name, state, fn) => compileStep(backend, name, state, fn, settings),
  };
}
