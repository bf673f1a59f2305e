import { SaddleError } from '@saddle/core';
import { parse } from 'yaml';

/**
 * A plugin's options from `option=value` texts, values read as YAML; `generator.hidden=[8, 8]` reaches inside.
 *
 * @throws SADDLE_USAGE
 */
export function optionValues(texts: readonly string[]): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const text of texts) {
    const [, path, value] = /^([A-Za-z][\w.-]*)=(.+)$/s.exec(text) ?? [];
    const keys = path?.split('.');
    const last = keys?.pop();
    if (!keys || last === undefined || keys.includes('__proto__') || last === '__proto__') {
      throw new SaddleError('SADDLE_USAGE', {
        problem: `--set takes <option>=<value>, such as margin=2; received '${text}'.`,
      });
    }
    let place = options;
    for (const key of keys) place = (place[key] ??= {}) as Record<string, unknown>;
    try {
      place[last] = parse(value!);
    } catch {
      throw new SaddleError('SADDLE_USAGE', { problem: `The value in '${text}' is not valid YAML.` });
    }
  }
  return options;
}
