import { isSaddleError, type Plugin, type PluginKind } from '@saddle/core';
import { prepare } from './prepare.js';
import { CheckFailure, Skip, type Check, type Settings, type Subject } from './check.js';
import { checksFor } from './checks/index.js';

export interface CheckResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly message?: string;
  /** What a check threw that the kit did not expect. */
  readonly cause?: unknown;
}

/** One check, as what came of it; never throws. */
export async function runCheck<K extends PluginKind>(check: Check<K>, subject: Subject<K>): Promise<CheckResult> {
  const { name } = check;
  const excepted = subject.settings.except?.[name];
  if (excepted !== undefined) return { name, outcome: 'skipped', message: excepted };
  try {
    if ((check.needsOptions ?? true) && !(await subject.plugin.options.safeParseAsync(subject.options)).success) {
      return { name, outcome: 'skipped', message: 'its options are not valid' };
    }
    const result = await check.run(subject);
    if (result instanceof Skip) return { name, outcome: 'skipped', message: result.reason };
    return { name, outcome: 'passed' };
  } catch (cause) {
    if (isSaddleError(cause) && cause.code === 'SADDLE_DATA_NOT_FOUND') {
      return { name, outcome: 'skipped', message: `its data is not there: ${cause.problem}` };
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    return { name, outcome: 'failed', message, ...(!(cause instanceof CheckFailure) && { cause }) };
  }
}

/**
 * Runs every check of the plugin's kind, one after the other.
 *
 * @param options as a config writes them; defaults are filled in
 */
export async function runChecks<K extends PluginKind>(
  plugin: Plugin<K>,
  options: Readonly<Record<string, unknown>> = {},
  settings: Settings = {},
): Promise<CheckResult[]> {
  await prepare();
  const results: CheckResult[] = [];
  for (const check of checksFor(plugin.kind)) {
    results.push(await runCheck(check, { plugin, options, settings }));
  }
  return results;
}
