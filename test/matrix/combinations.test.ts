import { isSaddleError } from '@saddle/core';
import { expect } from 'chai';
import {
  configOf,
  everyCombination,
  pairs,
  refusal,
  terms,
  titleOf,
  type Combination,
} from './support/combinations.js';
import { Session } from './support/session.js';

const byXla: readonly Combination[] = [
  { loss: 'non-saturating', term: 'path-length, lazy', architecture: 'stylegan2', conditional: true },
  { loss: 'hinge', term: 'consistency', architecture: 'dcgan', conditional: true },
  { loss: 'wasserstein', term: 'gradient-penalty', architecture: 'dcgan', conditional: false },
  { loss: 'non-saturating', term: 'mutual-information', architecture: 'mlp', conditional: false },
];

/** Two compiled iterations: finite, the terms reach the gradients, the second repeated from a snapshot bit for bit. */
async function check(combination: Combination, mode: 'graph' | 'xla'): Promise<void> {
  const session = await Session.open(configOf(combination), mode);
  const first = await session.train();
  const saved = session.snapshot();
  const second = await session.train();
  const values = session.values();
  for (const report of [...first, ...second]) {
    for (const [name, value] of Object.entries(report))
      expect(Number.isFinite(value), `${name} ${value}`).to.equal(true);
  }
  for (const [name, numbers] of values) expect(numbers.every(Number.isFinite), name).to.equal(true);
  if (combination.term === 'weight-clipping') {
    const { parameters } = session.experiment.procedure.networks['discriminator']!;
    const largest = Math.max(...parameters.flatMap(({ name }) => [...values.get(name)!].map(Math.abs)));
    expect(largest).to.be.closeTo(0.01, 1e-8);
  }

  session.restore(saved, 1);
  expect(await session.train()).to.deep.equal(second);
  for (const [name, numbers] of session.values()) expect(numbers, name).to.deep.equal(values.get(name));
  await session.close();

  const players = terms[combination.term].map((term) => ('player' in term ? term.player : undefined));
  if (players.length === 0 || combination.term === 'weight-clipping') return;
  const heavier = await Session.open(configOf(combination, 3));
  const [discriminator, generator] = await heavier.train();
  const norms = [
    [first[0]!['gradient-norm']!, discriminator!['gradient-norm']!],
    [first[1]!['gradient-norm']!, generator!['gradient-norm']!],
  ];
  const ofGenerator: readonly string[] = ['feature-matching', 'path-length, lazy'];
  const asked = ofGenerator.includes(combination.term) ? [1] : players.length === 2 ? [0, 1] : [0];
  for (const player of asked) {
    const [plain, heavy] = norms[player]!;
    expect(Math.abs(heavy! / plain! - 1), `gradient norms ${plain} and ${heavy}`).to.be.above(1e-4);
  }
  await heavier.close();
}

describe('combinations of losses, terms, architectures and labels', function () {
  this.timeout(600_000);

  // All of them take a quarter of an hour or more; the eighth that has every pair takes a minute or two.
  const combinations = process.env['SADDLE_FULL_MATRIX'] ? everyCombination : pairs;

  for (const combination of combinations) {
    const reason = refusal(combination);
    if (reason) {
      it(`refuses ${titleOf(combination)}`, async () => {
        const error: unknown = await Session.open(configOf(combination)).catch((caught: unknown) => caught);
        expect(isSaddleError(error) && error.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
        expect((error as Error).message).to.contain(reason);
      });
    } else {
      it(`trains ${titleOf(combination)}`, () => check(combination, 'graph'));
    }
  }

  for (const combination of byXla) {
    it(`trains ${titleOf(combination)}, compiled by XLA`, () => check(combination, 'xla'));
  }
});
