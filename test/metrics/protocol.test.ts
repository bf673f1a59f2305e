import { isSaddleError, protocolDifferences, protocolHash, requireSameProtocol, sameProtocol } from '@saddle/core';
import { expect } from 'chai';

const protocol = { metric: 'fid', samples: 10_000, extractor: 'classifier', averaging: 'ema', seed: 0 };

describe('the protocol of a figure', () => {
  it('has a hash of its facts, whatever their order', () => {
    const reversed = Object.fromEntries(Object.entries(protocol).reverse());
    expect(protocolHash(reversed)).to.equal(protocolHash(protocol));
    expect(protocolHash(protocol)).to.match(/^[0-9a-f]{64}$/);
    for (const other of [
      { ...protocol, samples: 10_001 },
      { ...protocol, samples: '10000' },
      { ...protocol, k: 5 },
    ]) {
      expect(protocolHash(other)).not.to.equal(protocolHash(protocol));
      expect(sameProtocol(protocol, other)).to.equal(false);
    }
    expect(sameProtocol(reversed, protocol)).to.equal(true);
  });

  it('names every difference, what one of them lacks included', () => {
    const other = { ...protocol, samples: 5000, small: true };
    expect(protocolDifferences(protocol, other)).to.deep.equal([
      'samples: 10000 against 5000',
      'small: nothing against true',
    ]);
    expect(protocolDifferences(protocol, { ...protocol })).to.deep.equal([]);
  });

  it('refuses a comparison of different ones with a coded error', () => {
    requireSameProtocol(protocol, { ...protocol });
    try {
      requireSameProtocol(protocol, { ...protocol, averaging: 'none' });
      expect.fail('nothing was thrown');
    } catch (error) {
      expect(isSaddleError(error) && error.code).to.equal('SADDLE_METRIC_PROTOCOL');
      expect((error as Error).message).to.contain('averaging: ema against none');
    }
  });
});
