import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '@saddle/config';
import { formatPosition } from '@saddle/core';
import { expect } from 'chai';
import { parse } from 'yaml';
import { root } from '../support/installed-plugins.js';
import { load, refusal } from './support/workspace.js';

/** What a case's expected.json holds. */
interface Expected {
  readonly overrides?: readonly string[];
  /** Code, position from the case's folder, problem and advice of every issue, in order. */
  readonly issues?: readonly { code: string; at: string; problem: string; advice?: string }[];
  /** Sections of the resolved config, as they are printed. */
  readonly resolved?: Readonly<Record<string, unknown>>;
}

describe('config: test/samples/config', () => {
  const samples = join(root, 'test/samples/config');
  for (const name of readdirSync(samples).sort()) {
    it(name, async () => {
      const folder = join(samples, name);
      const file = join(folder, 'config.yaml');
      const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
      expect(existsSync(file)).to.equal(true);
      const loading = load(file, { overrides: expected.overrides ?? [] });
      if (expected.issues) {
        const error = await refusal(loading);
        const issues = error.issues.map(({ code, at, problem, advice }) => ({
          code,
          at: formatPosition(at!).replace(`${folder}/`, ''),
          problem: problem.replaceAll(`${folder}/`, '').replaceAll(folder, '.'),
          ...(advice && { advice }),
        }));
        expect(issues).to.deep.equal(expected.issues);
        expect(error.code).to.equal('SADDLE_CONFIG_INVALID');
        expect(error.exitCode).to.equal(42);
      } else {
        const printed = parse(toYaml(await loading)) as Record<string, unknown>;
        for (const [key, value] of Object.entries(expected.resolved!)) expect(printed[key], key).to.deep.equal(value);
      }
    });
  }
});
