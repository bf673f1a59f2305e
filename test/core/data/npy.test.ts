import { readFileSync } from 'node:fs';
import { isSaddleError, readNpy, writeNpy } from '@saddle/core';
import { expect } from 'chai';

type File = 'float64' | 'float32' | 'line' | 'version2' | 'empty';
type Refused = 'integer' | 'bigEndian' | 'fortran' | 'cube' | 'scalar' | 'structured';

// Written by test/references/npy.py: numpy.save of NumPy 2.4.6.
const { values, ...files } = JSON.parse(
  readFileSync(new URL('../../../references/npy.json', import.meta.url), 'utf8'),
) as Record<File | Refused, string> & { values: number[] };

const bytesOf = (name: File | Refused) => new Uint8Array(Buffer.from(files[name], 'base64'));

const messageOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return isSaddleError(error) && error.code === 'SADDLE_NPY_INVALID' ? error.message : String(error);
  }
  return 'nothing';
};

describe('.npy files', () => {
  it('written by NumPy are read: float32 and float64, 1 and 2 dimensions, formats 1 and 2', () => {
    const doubles = { shape: [2, 3], data: Float64Array.from(values) };
    expect(readNpy(bytesOf('float64'))).to.deep.equal(doubles);
    expect(readNpy(bytesOf('version2'))).to.deep.equal(doubles);
    expect(readNpy(bytesOf('float32'))).to.deep.equal({ shape: [2, 3], data: Float32Array.from(values) });
    expect(readNpy(bytesOf('line'))).to.deep.equal({ shape: [3], data: Float64Array.from(values.slice(0, 3)) });
    expect(readNpy(bytesOf('empty'))).to.deep.equal({ shape: [0, 5], data: new Float32Array(0) });
  });

  it('are written byte for byte as NumPy writes them', () => {
    for (const name of ['float64', 'float32', 'line', 'empty'] as const) {
      expect(Buffer.from(writeNpy(readNpy(bytesOf(name)))).toString('base64')).to.equal(files[name]);
    }
  });

  it('are read at any offset of a larger buffer', () => {
    const larger = new Uint8Array(bytesOf('float64').length + 3);
    larger.set(bytesOf('float64'), 3);
    expect(readNpy(larger.subarray(3)).data[0]).to.equal(0.1);
  });

  it('of other kinds are refused with what to do', () => {
    expect(messageOf(() => readNpy(bytesOf('integer'), 'a.npy'))).to.match(/^a\.npy: .*received <i8/);
    expect(messageOf(() => readNpy(bytesOf('bigEndian')))).to.contain('received >f8');
    expect(messageOf(() => readNpy(bytesOf('fortran')))).to.contain('ascontiguousarray');
    expect(messageOf(() => readNpy(bytesOf('cube')))).to.contain('received 3 (1, 2, 3)');
    expect(messageOf(() => readNpy(bytesOf('scalar')))).to.contain('received 0 ()');
    expect(messageOf(() => readNpy(bytesOf('structured')))).to.contain('a structured type');
  });

  it('that are damaged are refused wherever they were cut', () => {
    const whole = bytesOf('float64');
    for (let length = 0; length < whole.length; length++) {
      expect(messageOf(() => readNpy(whole.subarray(0, length)))).to.contain('Expected');
    }
    const longer = new Uint8Array(whole.length + 1);
    longer.set(whole);
    expect(messageOf(() => readNpy(longer))).to.contain('Expected 48 bytes of data');
  });

  it('are not written in a shape that does not fit', () => {
    expect(messageOf(() => writeNpy({ shape: [2, 2], data: new Float32Array(3) }))).to.contain('received shape (2, 2)');
  });
});
