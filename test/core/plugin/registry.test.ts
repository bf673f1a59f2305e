import { expect } from 'chai';
import { z } from 'zod';
import { defineLatent, defineLoss, isPlugin, PluginRegistry, pluginBrand, token } from '@saddle/core';

const loss = (name: string) =>
  defineLoss({ name, summary: 'A loss', create: () => ({ discriminator: () => null!, generator: () => null! }) });

describe('the registry of plugins', () => {
  it('takes every plugin that a module exports, in lists too, once; other exports are passed over', () => {
    const registry = new PluginRegistry();
    const a = loss('a');
    registry.addModule(
      { default: a, again: a, list: [loss('b'), 'text'], version: 3, helper: () => 1 },
      'package',
      'file:///p.js',
    );
    expect(registry.names('loss')).to.deep.equal(['a', 'b']);
    expect(registry.entry('loss', 'b')).to.include({ source: 'package', url: 'file:///p.js' });
    // The same plugin from the same module once more, as when a config names an installed package.
    registry.addModule({ a }, 'package', 'file:///p.js');
    expect(registry.list()).to.have.length(2);
  });

  it('keeps kinds apart: a loss and a latent may have one name', () => {
    const registry = new PluginRegistry();
    const latent = defineLatent({ name: 'a', summary: 'A latent', create: () => ({ size: 1, sample: () => null! }) });
    registry.addModule({ loss: loss('a'), latent }, 'package', '');
    expect(registry.get('latent', 'a')).to.equal(latent);
    expect(registry.list().map(({ plugin }) => plugin.kind)).to.deep.equal(['latent', 'loss']);
  });

  it('names the nearest plugin and all that there are', () => {
    const registry = new PluginRegistry();
    registry.addModule([loss('hinge'), loss('wasserstein')], 'package', '');
    expect(() => registry.get('loss', 'hingee'))
      .to.throw("no loss called 'hingee'. Did you mean 'hinge'? Available: hinge, wasserstein.")
      .with.property('code', 'SADDLE_CONFIG_UNKNOWN_PLUGIN');
    expect(() => registry.get('latent', 'x')).to.throw('None is available.');
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(registry.find('loss', name)).to.equal(undefined);
  });

  it('refuses two of one name, modules without plugins and other contract versions', () => {
    const registry = new PluginRegistry();
    registry.add(loss('a'), 'one', '');
    expect(() => registry.add(loss('a'), 'two', ''))
      .to.throw('one from one, one from two')
      .with.property('code', 'SADDLE_PLUGIN_DUPLICATE');
    expect(() => registry.addModule({ x: 1 }, 'three', ''))
      .to.throw('it exports x')
      .with.property('code', 'SADDLE_PLUGIN_INVALID');
    expect(() => registry.addModule({}, 'four', '')).to.throw('it exports nothing');
    expect(() => registry.add({ ...loss('b'), [pluginBrand]: 2 }, 'five', ''))
      .to.throw('version 2')
      .with.property('code', 'SADDLE_PLUGIN_INVALID');
  });

  it('knows plugins of another copy of core by their brand, and nothing else', () => {
    const foreign = { [Symbol.for('saddle.plugin')]: 1, kind: 'loss', name: 'far' };
    expect(isPlugin(foreign)).to.equal(true);
    for (const value of [null, undefined, 3, 'x', {}, () => 1]) expect(isPlugin(value)).to.equal(false);
    expect(token('x')).to.equal(token('x'));
  });

  it('gives a plugin without options a schema that takes none', () => {
    expect(loss('a').options.safeParse({}).success).to.equal(true);
    expect(loss('a').options.safeParse({ margin: 1 }).success).to.equal(false);
    const options = z.strictObject({ margin: z.number().default(1) });
    const created: unknown[] = [];
    const plugin = defineLoss({
      name: 'm',
      summary: 'With options',
      options,
      create: (values) => (created.push(values), { discriminator: () => null!, generator: () => null! }),
    });
    void plugin.create(plugin.options.parse({}), {});
    expect(created).to.deep.equal([{ margin: 1 }]);
  });
});
