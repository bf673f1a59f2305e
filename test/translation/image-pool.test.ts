import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { State, StepRandom } from '@saddle/core';
import { ImagePool } from '@saddle/translation';

/** Pictures of one pixel with numbers of their own, so that each can be told. */
const numbered = (first: number, count: number) =>
  tf.reshape(tf.range(first, first + count, 1, 'float32'), [count, 1, 1, 1]);

function open(size: number, batch: number) {
  const state = new State();
  const pool = new ImagePool('pool', size, batch, [1, 1, 1], state);
  const kept = () => [...state.variables.get('pool/pictures')!.dataSync()];
  let step = 0;
  /** One exchange; what is shown. */
  const exchange = (pictures: tf.Tensor) =>
    tf.tidy(() => [...pool.exchange(pictures, new StepRandom(3, tf.scalar(step++, 'int32'), '/test')).dataSync()]);
  return { state, kept, exchange };
}

describe('the image pool', () => {
  it('shows new pictures as they are and keeps them until it is full', () => {
    const { state, kept, exchange } = open(6, 2);
    for (let i = 0; i < 3; i++) expect(exchange(numbered(10 + 2 * i, 2))).to.deep.equal([10 + 2 * i, 11 + 2 * i]);
    expect(kept()).to.deep.equal([10, 11, 12, 13, 14, 15]);
    state.dispose();
  });

  it('then shows each, or a kept one in its place, which it replaces; nothing is lost or doubled', () => {
    const { state, kept, exchange } = open(6, 2);
    for (let i = 0; i < 3; i++) exchange(numbered(2 * i, 2));
    for (let i = 3; i < 60; i++) {
      const before = kept();
      const given = [2 * i, 2 * i + 1];
      const shown = exchange(numbered(2 * i, 2));
      expect([...shown, ...kept()].sort((a, b) => a - b)).to.deep.equal([...before, ...given].sort((a, b) => a - b));
      for (const [row, picture] of shown.entries()) {
        if (picture !== given[row])
          expect(before)
            .to.include(picture)
            .and.to.satisfy(() => kept().includes(given[row]!));
      }
    }
    state.dispose();
  });

  it('shows a kept picture with probability 1/2, every place being as likely', () => {
    const { state, kept, exchange } = open(5, 1);
    for (let i = 0; i < 5; i++) exchange(numbered(i, 1));
    const count = 600;
    const places = [0, 0, 0, 0, 0];
    let swapped = 0;
    for (let i = 5; i < 5 + count; i++) {
      const before = kept();
      const [shown] = exchange(numbered(i, 1));
      if (shown === i) continue;
      swapped += 1;
      places[before.indexOf(shown!)]! += 1;
    }
    // Five standard deviations of a binomial.
    expect(swapped / count).to.be.closeTo(0.5, 5 * Math.sqrt(0.25 / count));
    for (const place of places) expect(place / swapped).to.be.closeTo(0.2, 5 * Math.sqrt(0.16 / swapped));
    state.dispose();
  });

  it('holds a multiple of the batch, and at least one', () => {
    const sizes = ([size, batch]: [number, number]) => {
      const { state } = open(size, batch);
      const [held] = state.variables.get('pool/pictures')!.shape;
      state.dispose();
      return held;
    };
    expect(
      [
        [50, 1],
        [50, 16],
        [4, 16],
      ].map((pair) => sizes(pair as [number, number])),
    ).to.deep.equal([50, 48, 16]);
  });

  it('lets no gradient through to what was shown before', () => {
    const { state, exchange } = open(2, 2);
    exchange(numbered(0, 2));
    expect([...state.variables.keys()]).to.deep.equal(['pool/pictures', 'pool/held']);
    for (const variable of state.variables.values()) expect(variable.trainable).to.equal(false);
    state.dispose();
  });
});
