const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Says where a PNG or JPEG file that cannot be decoded departs from its format. */
export function locateDamage(bytes: Buffer): string {
  if (png.every((byte, i) => bytes[i] === byte)) return damageInPng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return damageInJpeg(bytes);
  return 'at byte 0: neither a PNG nor a JPEG file begins so';
}

/** Chunks: length, type, data, checksum. */
function damageInPng(bytes: Buffer): string {
  let offset = png.length;
  while (offset + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(offset);
    const type = bytes.toString('latin1', offset + 4, offset + 8);
    const end = offset + 12 + length;
    if (end > bytes.length)
      return `at byte ${bytes.length}: the chunk ${type} at byte ${offset} should end at byte ${end}`;
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      return `in the chunk ${type} at byte ${offset}: its checksum is wrong`;
    }
    if (type === 'IEND') return `in the data before byte ${offset}`;
    offset = end;
  }
  return `at byte ${bytes.length}: the file ends before its last chunk`;
}

/** CRC-32 of ISO 3309, bit by bit: only a damaged file gets here. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Segments up to the scan, whose coded data is followed by an end marker. */
function damageInJpeg(bytes: Buffer): string {
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff) return `at byte ${offset}: expected a marker`;
    const marker = bytes[offset + 1]!;
    const end = offset + 2 + bytes.readUInt16BE(offset + 2);
    if (marker === 0xda) {
      const last = bytes.lastIndexOf(Buffer.from([0xff, 0xd9]));
      return last < end
        ? `at byte ${bytes.length}: the file ends before its end marker`
        : `in the coded data between bytes ${end} and ${last}`;
    }
    if (end > bytes.length) return `at byte ${bytes.length}: the segment at byte ${offset} should end at byte ${end}`;
    offset = end;
  }
  return `at byte ${bytes.length}: the file ends within its headers`;
}
