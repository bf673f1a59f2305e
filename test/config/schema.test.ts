import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { experimentSchema, jsonSchema, loadConfig, toYaml } from '@saddle/config';
import type { PluginRegistry } from '@saddle/core';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse } from 'yaml';
import { z } from 'zod';
import { configFiles, installedPlugins, root } from '../support/installed-plugins.js';
import { fakePlugins } from './support/fake-plugins.js';
import { minimal, noPlugins } from './support/workspace.js';

const compile = (registry: PluginRegistry): ValidateFunction =>
  new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(
    jsonSchema(registry),
  );

describe('config: JSON Schema', () => {
  describe('of the installed plugins', () => {
    let registry: PluginRegistry;
    let accepts: ValidateFunction;
    before(async () => {
      registry = await installedPlugins();
      accepts = compile(registry);
    });

    it('is the one in schema/saddle.schema.json', () => {
      const stored: unknown = JSON.parse(readFileSync(join(root, 'schema/saddle.schema.json'), 'utf8'));
      const current: unknown = JSON.parse(JSON.stringify(jsonSchema(registry)));
      const advice = 'out of date; run `npx saddle schema --out schema/saddle.schema.json`';
      expect(isDeepStrictEqual(stored, current), advice).to.equal(true);
    });

    for (const file of configFiles()) {
      it(`accepts ${file}, as written and resolved, as the loader does`, async () => {
        const path = join(root, file);
        expect(accepts(parse(readFileSync(path, 'utf8'))), JSON.stringify(accepts.errors)).to.equal(true);
        const config = await loadConfig(path, { registry, loadPlugins: noPlugins });
        const resolved = parse(toYaml(config)) as Record<string, unknown>;
        // With `plugins` the schema would be the lenient one.
        const { plugins: _plugins, ...complete } = resolved;
        expect(accepts(complete), JSON.stringify(accepts.errors)).to.equal(true);
      });

      it(`is what ${file} names for editors`, () => {
        const first = readFileSync(join(root, file), 'utf8').split('\n')[0]!;
        const [, named] = /^# yaml-language-server: \$schema=(.*)$/.exec(first) ?? [];
        expect(join(root, file, '..', named!)).to.equal(join(root, 'schema/saddle.schema.json'));
      });
    }

    it('describes every option of every plugin', () => {
      const bare = registry.list().flatMap(({ plugin }) => {
        const { properties = {} } = z.toJSONSchema(plugin.options, { io: 'input', unrepresentable: 'any' });
        return Object.entries(properties)
          .filter(([, option]) => typeof option === 'object' && !option.description)
          .map(([option]) => `${plugin.kind} ${plugin.name}: ${option}`);
      });
      expect(bare).to.deep.equal([]);
    });
  });

  describe('of given plugins', () => {
    const accepts = compile(fakePlugins());
    const valid = parse(minimal) as Record<string, object>;

    it('accepts a minimal config', () => {
      expect(accepts(valid), JSON.stringify(accepts.errors)).to.equal(true);
    });

    const wrong: Record<string, object> = {
      'an unknown section': { ...valid, lossy: {} },
      'a missing section': { ...valid, loss: undefined },
      'an unknown plugin': { ...valid, loss: { use: 'hinge' } },
      'a section without use': { ...valid, loss: {} },
      "another plugin's option": { ...valid, loss: { use: 'minimax', realLabel: 0.9 } },
      'an option out of range': { ...valid, loss: { use: 'non-saturating', realLabel: 2 } },
      'a common key of the wrong type': { ...valid, data: { use: 'ring', batch: 'many' } },
      'a missing learning rate': { ...valid, optimizers: { generator: { use: 'adam' } } },
      'an unknown schedule': {
        ...valid,
        optimizers: { generator: { use: 'adam', learningRate: 1, schedule: { use: 'cosin' } } },
      },
      'an option of a schedule out of range': {
        ...valid,
        optimizers: { generator: { use: 'adam', learningRate: 1, schedule: { use: 'cosine', end: 2 } } },
      },
      'two budgets': { ...valid, budget: { iterations: 1, images: 1 } },
      'an unknown plugin in a list': { ...valid, regularizers: [{ use: 'r1' }, { use: 'r9' }] },
      'half a pair of architectures': { ...valid, architecture: { generator: { use: 'mlp' } } },
      'a number as text': { ...valid, seed: '1' },
    };
    for (const [what, config] of Object.entries(wrong)) {
      it(`refuses ${what}`, () => {
        expect(accepts(JSON.parse(JSON.stringify(config)))).to.equal(false);
      });
    }

    it('asks nothing to be complete in a config that extends another, but still checks what is there', () => {
      const base = { extends: './base.yaml' };
      expect(accepts(base)).to.equal(true);
      expect(accepts({ ...base, optimizers: { generator: { learningRate: 1 } }, data: { batch: 3 } })).to.equal(true);
      expect(accepts({ ...base, loss: { use: 'a-plugin-of-my-own', x: 1 } })).to.equal(true);
      expect(accepts({ ...base, optimizers: { generator: { learningRate: 0 } } })).to.equal(false);
      expect(accepts({ ...base, loss: { use: 'minimax', x: 1 } })).to.equal(false);
      expect(accepts({ ...base, sede: 1 })).to.equal(false);
    });

    it('knows plugins of its own only where the config names their files', () => {
      const own = { ...valid, loss: { use: 'mine', x: 1 } };
      expect(accepts(own)).to.equal(false);
      expect(accepts({ ...own, plugins: ['./mine.ts'] })).to.equal(true);
    });

    it('states plugins, descriptions and defaults for editors', () => {
      const { $schema, $defs } = jsonSchema(fakePlugins()) as { $schema: string; $defs: Record<string, never> };
      expect($schema).to.equal('https://json-schema.org/draft/2020-12/schema');
      expect($defs).to.have.nested.property('dataset.properties.use.enum').that.deep.equals(['grid', 'ring']);
      const ring = '$defs.dataset.allOf[1].then.properties';
      expect({ $defs }).to.have.nested.property(`${ring}.modes`).that.includes({
        type: 'integer',
        default: 8,
        description: 'Number of Gaussians.',
      });
      expect({ $defs }).to.have.nested.property(`${ring}.batch.default`, 64);
      expect({ $defs }).to.have.nested.property(`${ring}.use.const`, 'ring');
    });

    it('describes every key of every section', () => {
      const bare: string[] = [];
      const visit = (schema: z.core.JSONSchema.BaseSchema, path: string): void => {
        for (const [key, inner] of Object.entries(schema.properties ?? {})) {
          if (typeof inner === 'boolean') continue;
          if (!inner.description) bare.push(`${path}.${key}`);
          visit(inner, `${path}.${key}`);
        }
        for (const inner of [...(schema.anyOf ?? []), schema.items, schema.additionalProperties]) {
          if (typeof inner === 'object' && !Array.isArray(inner)) visit(inner as z.core.JSONSchema.BaseSchema, path);
        }
      };
      visit(z.toJSONSchema(experimentSchema, { io: 'input' }), '');
      expect(bare).to.deep.equal([]);
    });
  });
});
