import { corrupt, type FileContent } from '../files/read.js';

/** An IDX file of unsigned bytes: the format of MNIST (LeCun, Cortes, Burges: yann.lecun.com/exdb/mnist). */
export interface IdxBytes {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
  /** Where the values begin, in bytes. */
  readonly offset: number;
}

const unsignedByte = 0x08;

/** @throws SADDLE_DATA_CORRUPT with the offset, for anything but a whole IDX file of unsigned bytes. */
export function parseIdx({ file, bytes, where }: FileContent): IdxBytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4)
    throw corrupt(file, `Expected an IDX header of 4 bytes; the content ends at byte ${bytes.length} ${where}.`);
  if (view.getUint16(0) !== 0) {
    throw corrupt(
      file,
      `Expected an IDX file, which begins with two zeros; bytes 0 and 1 ${where} are ${bytes[0]} and ${bytes[1]}.`,
    );
  }
  if (bytes[2] !== unsignedByte) {
    throw corrupt(file, `Expected values of type 8 (unsigned bytes); byte 2 ${where} says type ${bytes[2]}.`);
  }
  const rank = bytes[3]!;
  const offset = 4 + 4 * rank;
  if (rank === 0 || bytes.length < offset) {
    throw corrupt(
      file,
      `Expected the sizes of ${rank} axes in ${offset} bytes; the content ends at byte ${bytes.length} ${where}.`,
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((size, side) => size * side, 1);
  if (bytes.length !== offset + count) {
    const problem =
      bytes.length < offset + count ? `is truncated at byte ${bytes.length}` : `goes on after byte ${offset + count}`;
    throw corrupt(file, `Expected ${offset + count} bytes for [${shape.join(', ')}]; the content ${problem} ${where}.`);
  }
  return { shape, values: bytes.subarray(offset), offset };
}
