import { SaddleError } from '@saddle/core';

/** A NumPy array of 1 or 2 dimensions, row-major. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

const magic = '\x93NUMPY';
/** Array data begins at a multiple of this. */
const alignment = 64;

const kinds = {
  '<f4': { bytes: 4, read: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  '<f8': { bytes: 8, read: (buffer: ArrayBuffer) => new Float64Array(buffer) },
} as const;

/**
 * Reads a .npy file (NumPy's format 1.0 to 3.0): little-endian float32 or float64, C order, 1 or 2 dimensions. Throws
 * SADDLE_NPY_INVALID on anything else and on damaged files.
 *
 * @param file its name, for messages
 */
export function readNpy(bytes: Uint8Array, file = 'array.npy'): NpyArray {
  const refuse = (problem: string, advice?: string) =>
    new SaddleError('SADDLE_NPY_INVALID', { problem, at: { file }, ...(advice !== undefined && { advice }) });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || latin1(bytes.subarray(0, 6)) !== magic) {
    throw refuse('Expected a .npy file, received one that does not begin with the NumPy mark.');
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw refuse(`Expected .npy format 1 to 3, received ${version}.`);
  const headerStart = version === 1 ? 10 : 12;
  if (bytes.length < headerStart) throw refuse('Expected a .npy header, received a truncated file.');
  const dataStart = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < dataStart) throw refuse('Expected a .npy header, received a truncated file.');
  const header = latin1(bytes.subarray(headerStart, dataStart));

  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (order === undefined || shape === undefined) throw refuse(`Expected a .npy header, received ${header.trim()}.`);
  if (!isKind(descr)) {
    throw refuse(
      `Expected little-endian float32 or float64 (<f4, <f8), received ${descr ?? 'a structured type'}.`,
      "Convert with features.astype('float32').",
    );
  }
  if (order === 'True') {
    throw refuse('Expected C order, received Fortran order.', 'Convert with numpy.ascontiguousarray(features).');
  }
  const sizes = shape
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (sizes.length < 1 || sizes.length > 2) {
    throw refuse(
      `Expected 1 or 2 dimensions, received ${sizes.length} (${shape}).`,
      'Convert with features.reshape(len(features), -1).',
    );
  }
  const { bytes: size, read } = kinds[descr];
  const needed = sizes.reduce((product, count) => product * count, size);
  const received = bytes.length - dataStart;
  if (received !== needed) throw refuse(`Expected ${needed} bytes of data for shape (${shape}), received ${received}.`);
  // A copy, because typed arrays cannot begin at any offset.
  return { shape: sizes, data: read(bytes.slice(dataStart).buffer) };
}

/** Writes a .npy file of format 1.0. Throws SADDLE_NPY_INVALID where the shape does not fit the data. */
export function writeNpy({ shape, data }: NpyArray): Uint8Array {
  if (shape.length < 1 || shape.length > 2 || shape.reduce((product, count) => product * count, 1) !== data.length) {
    throw new SaddleError('SADDLE_NPY_INVALID', {
      problem: `Expected 1 or 2 dimensions of ${data.length} values, received shape (${shape.join(', ')}).`,
    });
  }
  const descr = data instanceof Float32Array ? '<f4' : '<f8';
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const dataStart = Math.ceil((10 + header.length + 1) / alignment) * alignment;
  const result = new Uint8Array(dataStart + data.byteLength);
  const text = `${magic}\x01\x00\0\0${header}`.padEnd(dataStart - 1, ' ') + '\n';
  for (let i = 0; i < text.length; i++) result[i] = text.charCodeAt(i);
  new DataView(result.buffer).setUint16(8, dataStart - 10, true);
  result.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), dataStart);
  return result;
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

const isKind = (descr: string | undefined): descr is keyof typeof kinds =>
  descr !== undefined && Object.hasOwn(kinds, descr);
