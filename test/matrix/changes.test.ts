import { expect } from 'chai';
import { configOf } from './support/combinations.js';
import { Session } from './support/session.js';

const augmentations: Record<string, object[]> = {
  'diff-augment': [{ use: 'diff-augment' }],
  ada: [{ use: 'ada', initial: 0.5, speed: 100, interval: 1 }],
  'instance-noise': [{ use: 'instance-noise', deviation: 0.2 }],
  packing: [{ use: 'packing', samples: 2 }],
  'all of them': [
    { use: 'instance-noise', deviation: 0.2 },
    { use: 'ada', initial: 0.5 },
    { use: 'diff-augment' },
    { use: 'packing', samples: 2 },
  ],
};

const procedures: Record<string, object> = {
  simultaneous: { use: 'simultaneous' },
  extragradient: { use: 'extragradient' },
  unrolled: { use: 'unrolled', steps: 2 },
};

/** With a gradient penalty, which goes through the augmentations twice. */
const base = configOf({ loss: 'hinge', term: 'gradient-penalty', architecture: 'mlp', conditional: false });

/** Compiled equals eager; a step repeated from a snapshot is the same bit for bit. */
async function check(change: object, mode: 'graph' | 'xla'): Promise<void> {
  const compiled = await Session.open({ ...base, ...change }, mode);
  await compiled.train();
  const saved = compiled.snapshot();
  const second = await compiled.train();
  const values = compiled.values();
  compiled.restore(saved, 1);
  expect(await compiled.train()).to.deep.equal(second);
  for (const [name, numbers] of compiled.values()) expect(numbers, name).to.deep.equal(values.get(name));
  await compiled.close();

  const eager = await Session.open({ ...base, ...change }, 'off');
  await eager.train(2);
  for (const [name, numbers] of eager.values()) {
    values.get(name)!.forEach((value, i) => {
      expect(Number.isFinite(value), name).to.equal(true);
      expect(value, `${name}, number ${i}`).to.be.closeTo(numbers[i]!, 1e-4 * Math.max(1, Math.abs(numbers[i]!)));
    });
  }
  await eager.close();
}

describe('augmentations and procedures, compiled', function () {
  this.timeout(600_000);
  for (const [name, sections] of Object.entries(augmentations)) {
    it(`${name}, as a graph`, () => check({ augmentations: sections }, 'graph'));
  }
  it('all augmentations, by XLA', () => check({ augmentations: augmentations['all of them'] }, 'xla'));
  for (const [name, procedure] of Object.entries(procedures)) {
    it(`${name}, as a graph`, () => check({ procedure }, 'graph'));
  }
  it('unrolled, by XLA', () => check({ procedure: procedures['unrolled'] }, 'xla'));
});
