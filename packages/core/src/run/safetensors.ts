import { SaddleError } from '../errors/index.js';

/** One tensor on the host, row-major. */
export interface HostTensor {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

const codes = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
const dtypes = { F32: 'float32', I32: 'int32', BOOL: 'bool' } as const;

interface HeaderEntry {
  readonly dtype: keyof typeof dtypes;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): an 8-byte little-endian header length, a JSON
 * header padded to 8 bytes, the tensors' bytes. The same tensors always give the same bytes.
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, HostTensor>): Uint8Array[] {
  const header: Record<string, HeaderEntry> = {};
  const chunks: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    header[name] = { dtype: codes[dtype], shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
    chunks.push(bytes);
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(json, 8);
  return [padded, ...chunks];
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const isEntry = (entry: Partial<HeaderEntry> | null): entry is HeaderEntry =>
  typeof entry === 'object' &&
  Array.isArray(entry?.shape) &&
  Array.isArray(entry.data_offsets) &&
  entry.data_offsets.length === 2 &&
  [...entry.shape, ...entry.data_offsets].every(isCount);

/** @throws SADDLE_CHECKPOINT_CORRUPT, naming `file` */
export function decodeSafetensors(bytes: Uint8Array, file: string): Map<string, HostTensor> {
  const corrupt = (what: string, cause?: unknown) =>
    new SaddleError('SADDLE_CHECKPOINT_CORRUPT', {
      problem: `${file} is not a readable safetensors file: ${what}.`,
      cause,
    });
  if (bytes.length < 8) throw corrupt(`it has ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (8 + length > bytes.length) throw corrupt(`its header should have ${length} bytes, the file has ${bytes.length}`);
  let header: Record<string, HeaderEntry>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, HeaderEntry>;
  } catch (cause) {
    throw corrupt('its header is not JSON', cause);
  }
  if (typeof header !== 'object' || header === null) throw corrupt('its header is not a JSON object');
  const tensors = new Map<string, HostTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isEntry(entry)) throw corrupt(`tensor '${name}' lacks dtype, shape or data_offsets`);
    const dtype = Object.hasOwn(dtypes, entry.dtype) ? dtypes[entry.dtype] : undefined;
    const [start, end] = entry.data_offsets;
    if (!dtype) throw corrupt(`tensor '${name}' has dtype ${entry.dtype}; F32, I32 and BOOL can be read`);
    const size = entry.shape.reduce((a, b) => a * b, 1) * (dtype === 'bool' ? 1 : 4);
    if (end - start !== size) {
      throw corrupt(`tensor '${name}' of shape [${entry.shape.join(', ')}] has ${end - start} bytes, not ${size}`);
    }
    if (8 + length + end > bytes.length) throw corrupt(`tensor '${name}' ends beyond the file`);
    // A copy: typed arrays need aligned buffers, and tensors must not share one. (A Buffer's `slice` copies nothing.)
    const data = new Uint8Array(bytes.subarray(8 + length + start, 8 + length + end));
    tensors.set(name, {
      dtype,
      shape: entry.shape,
      data:
        dtype === 'float32' ? new Float32Array(data.buffer) : dtype === 'int32' ? new Int32Array(data.buffer) : data,
    });
  }
  return tensors;
}
