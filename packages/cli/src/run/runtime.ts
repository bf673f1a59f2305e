import type { ResolvedConfig } from '@saddle/config';
import { eagerRuntime, SaddleError, type Logger, type Runtime } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import {
  createCompiledRuntime,
  defaultCompileMode,
  loadBackend,
  prepareXlaCache,
  type BackendDescription,
} from '@saddle/runtime';

export interface StartedRuntime {
  readonly runtime: Runtime;
  readonly backend: BackendDescription;
}

/** Loads the backend and makes the runtime that a config asks for. @throws SADDLE_RUNTIME_UNAVAILABLE */
export async function startRuntime(config: ResolvedConfig, logger: Logger): Promise<StartedRuntime> {
  const { backend: wanted, compile, threads } = config.runtime;
  const backend = await loadBackend({
    backend: wanted,
    ...(threads !== undefined && { threads }),
    xlaCacheDirectory: prepareXlaCache(),
  });
  installSecondOrderGradients();
  const mode = compile === 'auto' ? defaultCompileMode(backend) : compile;
  if (mode === 'off') return { runtime: eagerRuntime, backend };
  if (!backend.native) {
    throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', {
      problem: `\`compile: ${mode}\` needs native TensorFlow; the backend is ${backend.backend}.`,
      at: config.at('runtime.compile'),
      advice: 'Run `saddle setup`, or set `compile: off`.',
    });
  }
  return { runtime: createCompiledRuntime({ mode, logger }), backend };
}
