import { expect } from 'chai';
import { linearTicks, logTicks } from '@saddle/report';

const labels = (ticks: readonly { label: string }[]) => ticks.map(({ label }) => label);

describe('ticks', () => {
  it('are round and carry the digits they need', () => {
    expect(labels(linearTicks(-1.3, 1.3, 5))).to.deep.equal(['−1.0', '−0.5', '0', '0.5', '1.0']);
    expect(labels(linearTicks(0, 20_000, 4))).to.deep.equal(['0', '5,000', '10,000', '15,000', '20,000']);
    expect(labels(linearTicks(0.0011, 0.0032, 4))).to.deep.equal(['0.0015', '0.0020', '0.0025', '0.0030']);
    expect(labels(linearTicks(0, 4e6, 4))).to.deep.equal(['0', '1e6', '2e6', '3e6', '4e6']);
  });

  it('on log axes are powers of ten, thinned where many, finer where few', () => {
    expect(labels(logTicks(0.01, 1000, 6))).to.deep.equal(['0.01', '0.1', '1', '10', '100', '1,000']);
    expect(labels(logTicks(1, 100, 6))).to.deep.equal(['1', '2', '5', '10', '20', '50', '100']);
    expect(labels(logTicks(2, 3, 5)).length).to.be.greaterThan(2);
  });
});
