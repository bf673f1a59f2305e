import type { ResolvedConfig } from '@saddle/config';
import { eagerRuntime, type Logger, type Runtime } from '@saddle/core';
import { loadBackend, type BackendDescription } from '@saddle/runtime';

export interface StartedRuntime {
  readonly runtime: Runtime;
  readonly backend: BackendDescription;
}

/** Loads the backend and makes the runtime that a config asks for. */
export async function startRuntime({ runtime: wanted }: ResolvedConfig, _logger: Logger): Promise<StartedRuntime> {
  const backend = await loadBackend({
    backend: wanted.backend,
    ...(wanted.threads !== undefined && { threads: wanted.threads }),
  });
  return { runtime: eagerRuntime, backend };
}
