import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeSafetensors, encodeSafetensors, type HostTensor } from '@saddle/core';
import { reference } from '../../support/reference.js';

interface Reference {
  readonly file: string;
  readonly half: string;
  readonly tensors: Record<string, { shape: number[]; values: (number | boolean)[] }>;
}

const tensors = new Map<string, HostTensor>([
  ['a/kernel', { dtype: 'float32', shape: [2, 3], data: new Float32Array([0.1, -2.5, 3e8, Math.PI, -0, 1e-30]) }],
  ['mask', { dtype: 'bool', shape: [3], data: new Uint8Array([1, 0, 1]) }],
  // After three bytes: not aligned to its own size.
  ['ü step', { dtype: 'int32', shape: [], data: new Int32Array([-7]) }],
  ['empty', { dtype: 'float32', shape: [0, 4], data: new Float32Array() }],
]);

const whole = () => Buffer.concat(encodeSafetensors(tensors));

/** A file with this header and so many bytes of data. */
const file = (header: string, bytes = 0) => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(bytes)]);
};

describe('safetensors', () => {
  it('come back as they were, from a Buffer too', () => {
    for (const bytes of [whole(), new Uint8Array(whole())]) {
      const read = decodeSafetensors(bytes, 'x');
      expect([...read.keys()]).to.deep.equal([...tensors.keys()]);
      for (const [name, tensor] of tensors) expect(read.get(name)).to.deep.equal(tensor);
    }
  });

  it('are read from a view of part of a larger tensor', () => {
    const big = new Float32Array([9, 1, 2, 9]);
    const bytes = Buffer.concat(
      encodeSafetensors(new Map([['x', { dtype: 'float32', shape: [2], data: big.subarray(1, 3) }]])),
    );
    expect([...decodeSafetensors(bytes, 'x').get('x')!.data]).to.deep.equal([1, 2]);
  });

  it('written by Python are read', () => {
    const stored = reference<Reference>('safetensors');
    const read = decodeSafetensors(Buffer.from(stored.file, 'base64'), 'x');
    expect([...read.keys()]).to.have.members(Object.keys(stored.tensors));
    for (const [name, { shape, values }] of Object.entries(stored.tensors)) {
      expect(read.get(name)!.shape).to.deep.equal(shape);
      expect([...read.get(name)!.data]).to.deep.equal(
        values.map((value) => (typeof value === 'boolean' ? Number(value) : Math.fround(value))),
      );
    }
  });

  it('are read by Python', function () {
    const python = process.env['SADDLE_TEST_PYTHON'] ?? 'python3';
    if (spawnSync(python, ['-c', 'import safetensors, numpy']).status !== 0) {
      console.log(`      SKIPPED: ${python} has no safetensors and numpy; name another with SADDLE_TEST_PYTHON`);
      return this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'saddle-test-'));
    try {
      writeFileSync(join(folder, 'x.safetensors'), whole());
      const program = `
import json, sys
from safetensors.numpy import load_file
tensors = load_file(sys.argv[1])
print(json.dumps({k: [str(t.dtype), list(t.shape), t.ravel().tolist()] for k, t in tensors.items()}))`;
      const printed = execFileSync(python, ['-c', program, join(folder, 'x.safetensors')], { encoding: 'utf8' });
      const read = JSON.parse(printed) as Record<string, [string, number[], (number | boolean)[]]>;
      expect(Object.keys(read)).to.have.members([...tensors.keys()]);
      for (const [name, { dtype, shape, data }] of tensors) {
        expect(read[name]!.slice(0, 2)).to.deep.equal([dtype, shape]);
        expect(read[name]![2].map(Number)).to.deep.equal([...data]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that are cut at any byte are refused by name', () => {
    const bytes = whole();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'cut.safetensors'), String(length))
        .to.throw('cut.safetensors')
        .with.property('code', 'SADDLE_CHECKPOINT_CORRUPT');
    }
  });

  const entry = (change: object) =>
    JSON.stringify({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...change } });
  const malformed: Record<string, Buffer> = {
    'a header that is no JSON': file('{"x": '),
    'a header that is no object': file('null'),
    'an entry that is no object': file('{"x": 5}'),
    'no offsets': file(entry({ data_offsets: undefined }), 4),
    'offsets that run backwards': file(entry({ data_offsets: [4, 0] }), 4),
    'an offset beyond the file': file(entry({ data_offsets: [0, 4] }), 2),
    'more bytes than the shape has': file(entry({ shape: [2] }), 4),
    'a negative length': file(entry({ shape: [-1] }), 4),
    'a dtype that is not read': file(entry({ dtype: 'F16', data_offsets: [0, 2] }), 4),
    'a dtype named as a method': file(entry({ dtype: 'toString' }), 4),
    'a header longer than any file': Buffer.alloc(16, 255),
    'half precision from Python': Buffer.from(reference<Reference>('safetensors').half, 'base64'),
  };
  for (const [name, bytes] of Object.entries(malformed)) {
    it(`are refused with ${name}`, () =>
      expect(() => decodeSafetensors(bytes, 'bad.safetensors'))
        .to.throw('bad.safetensors')
        .with.property('code', 'SADDLE_CHECKPOINT_CORRUPT'));
  }
});
