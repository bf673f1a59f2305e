import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { PublishedFile } from './catalogue.js';

/**
 * Undefined for the published file or, where the sum of its content is known, for the same content packed otherwise or
 * not at all. Else what is wrong.
 */
export async function wrongBytes(file: string, { md5, content }: PublishedFile): Promise<string | undefined> {
  const received = await digest(createReadStream(file), 'md5');
  if (received === md5) return undefined;
  if (content === undefined) return `expected MD5 ${md5}, received ${received}`;
  const plain = await digest(createReadStream(file), 'sha256');
  const unpacked = await digest(createReadStream(file).pipe(createGunzip()), 'sha256').catch(() => undefined);
  if (plain === content || unpacked === content) return undefined;
  return `expected MD5 ${md5} or content of SHA-256 ${content}, received MD5 ${received} and content of SHA-256 ${unpacked ?? plain}`;
}

async function digest(stream: NodeJS.ReadableStream, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  for await (const part of stream) hash.update(part as Buffer);
  return hash.digest('hex');
}
