import { open, type FileHandle } from 'node:fs/promises';
import { SaddleError } from '../errors/index.js';

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

interface NpyHeader {
  readonly shape: readonly number[];
  readonly kind: keyof typeof kinds;
  /** Where the values begin. */
  readonly dataStart: number;
}

const refusal = (file: string) => (problem: string, advice?: string) =>
  new SaddleError('SADDLE_NPY_INVALID', { problem, at: { file }, ...(advice !== undefined && { advice }) });

/** The most bytes that stand before a header's text. */
const prefixLength = 12;

/** Where the values begin, from the first 12 bytes of a file. */
function dataStartOf(prefix: Uint8Array, file: string): { readonly headerStart: number; readonly dataStart: number } {
  const refuse = refusal(file);
  if (prefix.length < 10 || latin1(prefix.subarray(0, 6)) !== magic) {
    throw refuse('Expected a .npy file, received one that does not begin with the NumPy mark.');
  }
  const version = prefix[6]!;
  if (version < 1 || version > 3) throw refuse(`Expected .npy format 1 to 3, received ${version}.`);
  const headerStart = version === 1 ? 10 : prefixLength;
  if (prefix.length < headerStart) throw refuse('Expected a .npy header, received a truncated file.');
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  return { headerStart, dataStart: headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)) };
}

/** @param bytes at least the file's first bytes up to its values */
function parseHeader(bytes: Uint8Array, fileSize: number, file: string): NpyHeader {
  const refuse = refusal(file);
  const { headerStart, dataStart } = dataStartOf(bytes.subarray(0, prefixLength), file);
  if (bytes.length < dataStart) throw refuse('Expected a .npy header, received a truncated file.');
  const header = latin1(bytes.subarray(headerStart, dataStart));
  const kind = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const written = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (order === undefined || written === undefined) throw refuse(`Expected a .npy header, received ${header.trim()}.`);
  if (!isKind(kind)) {
    throw refuse(
      `Expected little-endian float32 or float64 (<f4, <f8), received ${kind ?? 'a structured type'}.`,
      "Convert with features.astype('float32').",
    );
  }
  if (order === 'True') {
    throw refuse('Expected C order, received Fortran order.', 'Convert with numpy.ascontiguousarray(features).');
  }
  const shape = written
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (shape.length < 1 || shape.length > 2) {
    throw refuse(
      `Expected 1 or 2 dimensions, received ${shape.length} (${written}).`,
      'Convert with features.reshape(len(features), -1).',
    );
  }
  const needed = shape.reduce((product, count) => product * count, kinds[kind].bytes);
  const received = fileSize - dataStart;
  if (received !== needed) {
    throw refuse(`Expected ${needed} bytes of data for shape (${written}), received ${received}.`);
  }
  return { shape, kind, dataStart };
}

/**
 * Reads a .npy file (NumPy's format 1.0 to 3.0): little-endian float32 or float64, C order, 1 or 2 dimensions. Throws
 * SADDLE_NPY_INVALID on anything else and on damaged files.
 *
 * @param file its name, for messages
 */
export function readNpy(bytes: Uint8Array, file = 'array.npy'): NpyArray {
  const { shape, kind, dataStart } = parseHeader(bytes, bytes.length, file);
  // A copy, because typed arrays cannot begin at any offset.
  return { shape, data: kinds[kind].read(new Uint8Array(bytes.subarray(dataStart)).buffer) };
}

/** A .npy file read in parts, for arrays that need not fit into memory. One dimension counts as one column. */
export class NpyFile {
  readonly rows: number;
  readonly columns: number;
  readonly #header: NpyHeader;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, header: NpyHeader) {
    this.#handle = handle;
    this.#header = header;
    [this.rows, this.columns] = [header.shape[0]!, header.shape[1] ?? 1];
  }

  /** @throws SADDLE_NPY_INVALID as `readNpy`, SADDLE_DATA_NOT_FOUND */
  static async open(path: string): Promise<NpyFile> {
    const handle = await open(path).catch((cause: unknown) => {
      throw new SaddleError('SADDLE_DATA_NOT_FOUND', { problem: `The file ${path} cannot be read.`, cause });
    });
    try {
      const beginning = await readAt(handle, 0, prefixLength);
      const { dataStart } = dataStartOf(beginning, path);
      const { size } = await handle.stat();
      return new NpyFile(handle, parseHeader(await readAt(handle, 0, Math.min(dataStart, size)), size, path));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Rows `from` (included) to `to` (excluded), row-major. */
  async read(from: number, to: number): Promise<Float32Array | Float64Array> {
    const { kind, dataStart } = this.#header;
    const rowBytes = this.columns * kinds[kind].bytes;
    const bytes = await readAt(this.#handle, dataStart + from * rowBytes, (to - from) * rowBytes);
    return kinds[kind].read(bytes.buffer as ArrayBuffer);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Up to `length` bytes; fewer where the file ends before. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done === length ? bytes : bytes.slice(0, done);
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
