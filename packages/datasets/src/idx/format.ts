import { corrupt, type FileContent } from '../files/read.js';

/** What the beginning of an IDX file of unsigned bytes says (LeCun, Cortes, Burges: yann.lecun.com/exdb/mnist). */
export interface IdxHeader {
  readonly shape: readonly number[];
  /** Where the values begin, in bytes. */
  readonly offset: number;
}

const unsignedByte = 0x08;
/** Two zeros, the type, the number of axes, and up to 255 sizes of four bytes. */
export const longestHeader = 4 + 4 * 255;

/**
 * Reads the header from the beginning of a file that is `total` bytes long.
 *
 * @throws SADDLE_DATA_CORRUPT with the offset, for anything but a whole IDX file of unsigned bytes.
 */
export function parseIdx({ file, bytes, where }: FileContent, total = bytes.length): IdxHeader {
  const wrong = (problem: string) => corrupt(file, problem);
  if (total < 4) throw wrong(`Expected an IDX header of 4 bytes; the content ends at byte ${total} ${where}.`);
  const [zero, another, type, rank] = bytes as unknown as [number, number, number, number];
  if (zero !== 0 || another !== 0) {
    throw wrong(
      `Expected an IDX file, which begins with two zeros; bytes 0 and 1 ${where} are ${zero} and ${another}.`,
    );
  }
  if (type !== unsignedByte) {
    throw wrong(`Expected values of type 8 (unsigned bytes); byte 2 ${where} says type ${type}.`);
  }
  const offset = 4 + 4 * rank;
  if (rank === 0 || total < offset) {
    throw wrong(`Expected the sizes of ${rank} axes in ${offset} bytes; the content ends at byte ${total} ${where}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = offset + shape.reduce((size, side) => size * side, 1);
  if (total !== expected) {
    const problem = total < expected ? `is truncated at byte ${total}` : `goes on after byte ${expected}`;
    throw wrong(`Expected ${expected} bytes for [${shape.join(', ')}]; the content ${problem} ${where}.`);
  }
  return { shape, offset };
}
