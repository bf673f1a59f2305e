/** A GIF reader written from the specification (GIF89a), to check files by other code than wrote them. */
export interface ReadGif {
  readonly width: number;
  readonly height: number;
  readonly loops: number | undefined;
  /** Each frame as shown: drawn over those before it. */
  readonly frames: { readonly delayMs: number; readonly rgb: Uint8Array }[];
}

export function readGif(bytes: Uint8Array): ReadGif {
  const buffer = Buffer.from(bytes);
  if (buffer.subarray(0, 6).toString('latin1') !== 'GIF89a') throw new Error('Not a GIF89a file.');
  const [width, height] = [buffer.readUInt16LE(6), buffer.readUInt16LE(8)];
  const tableSize = (flags: number) => (flags & 128 ? 2 << (flags & 7) : 0);
  let at = 13;
  const table = (size: number) => buffer.subarray(at, (at += 3 * size));
  const global = table(tableSize(buffer[10]!));
  const blocks = () => {
    const parts: Buffer[] = [];
    for (let size = buffer[at++]!; size > 0; size = buffer[at++]!) parts.push(buffer.subarray(at, (at += size)));
    return Buffer.concat(parts);
  };
  let loops: number | undefined;
  let control = { delayMs: 0, transparent: -1 };
  const canvas = new Uint8Array(width * height * 3);
  const frames: ReadGif['frames'] = [];
  for (;;) {
    const kind = buffer[at++];
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      const label = buffer[at++];
      const data = blocks();
      if (label === 0xf9) control = { delayMs: data.readUInt16LE(1) * 10, transparent: data[0]! & 1 ? data[3]! : -1 };
      if (label === 0xff && data.subarray(0, 11).toString('latin1') === 'NETSCAPE2.0') loops = data.readUInt16LE(12);
    } else if (kind === 0x2c) {
      const flags = buffer[at + 8]!;
      at += 9;
      const colours = flags & 128 ? table(tableSize(flags)) : global;
      const bits = buffer[at++]!;
      unpack(blocks(), bits, width * height).forEach((index, i) => {
        if (index !== control.transparent) canvas.set(colours.subarray(3 * index, 3 * index + 3), 3 * i);
      });
      frames.push({ delayMs: control.delayMs, rgb: canvas.slice() });
    } else throw new Error(`Unknown block ${kind} at ${at - 1}.`);
  }
  return { width, height, loops, frames };
}

/** Variable-length LZW as GIF packs it. */
function unpack(data: Buffer, bits: number, count: number): number[] {
  const [clear, end] = [1 << bits, (1 << bits) + 1];
  let words: number[][] = [];
  let width = bits + 1;
  const restart = () => {
    words = Array.from({ length: end + 1 }, (_, i) => [i]);
    width = bits + 1;
  };
  restart();
  const out: number[] = [];
  let before: number[] | undefined;
  for (let bit = 0; bit + width <= data.length * 8;) {
    let code = 0;
    for (let i = 0; i < width; i++, bit++) code |= ((data[bit >> 3]! >> (bit & 7)) & 1) << i;
    if (code === end) break;
    if (code === clear) {
      restart();
      before = undefined;
      continue;
    }
    const word: number[] = code < words.length ? words[code]! : [...before!, before![0]!];
    for (const index of word) out.push(index);
    if (before && words.length < 4096) words.push([...before, word[0]!]);
    if (words.length === 1 << width && width < 12) width++;
    before = word;
  }
  if (out.length !== count) throw new Error(`Expected ${count} pixels, unpacked ${out.length}.`);
  return out;
}
