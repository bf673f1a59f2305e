import { corrupt, type FileContent } from '../files/read.js';

const block = 512;
const text = new TextDecoder('latin1');

/** The regular files of an unpacked tar archive (POSIX.1-1988 ustar), by name, as views of its bytes. */
export function tarFiles({ file, bytes, where }: FileContent): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let offset = 0;
  while (offset + block <= bytes.length && bytes[offset] !== 0) {
    const header = bytes.subarray(offset, offset + block);
    const field = (start: number, length: number) =>
      text.decode(header.subarray(start, start + length)).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12), 8);
    if (checksum(header) !== Number.parseInt(field(148, 8), 8) || Number.isNaN(size)) {
      throw corrupt(file, `Expected the header of an archived file at byte ${offset} ${where}; its checksum is wrong.`);
    }
    const start = offset + block;
    if (start + size > bytes.length) {
      throw corrupt(
        file,
        `'${field(0, 100)}' should end at byte ${start + size}; the archive ends at byte ${bytes.length} ${where}.`,
      );
    }
    const kind = field(156, 1);
    if (kind === '0' || kind === '') files.set(field(0, 100), bytes.subarray(start, start + size));
    offset = start + Math.ceil(size / block) * block;
  }
  return files;
}

/** The sum of the header's bytes, its checksum field taken as eight spaces. */
const checksum = (header: Uint8Array): number =>
  header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 0x20 : byte), 0);
