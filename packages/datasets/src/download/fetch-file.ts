import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SaddleError, type DownloadProgress } from '@saddle/core';
import type { PublishedFile } from './catalogue.js';
import { wrongBytes } from './verify.js';

export interface FetchSettings {
  /** Attempts in a row that may bring nothing new; 5 if not given. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled for each further one; 500 if not given. */
  readonly pause?: number;
  /** Milliseconds without a byte after which a connection counts as cut; 30,000 if not given. */
  readonly patience?: number;
  onProgress?(progress: DownloadProgress): void;
}

/**
 * Downloads `url` to `target`. What has come lies in a `.part` file beside it, so that a cut connection, or an
 * interrupted command run again, goes on where it stopped (HTTP range requests, RFC 9110 section 14). Only verified bytes
 * get the target's name; wrong ones are removed.
 *
 * @throws SADDLE_DATA_DOWNLOAD naming the URL and what happened.
 */
export async function fetchFile(url: URL, target: string, file: PublishedFile, settings: FetchSettings): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const partial = `${target}.part`;
  const resumed = (await sizeOf(partial)) > 0;
  await fetchAll(url, partial, file, settings);
  let wrong = await wrongBytes(partial, file);
  if (wrong !== undefined && resumed) {
    // What an earlier run left may be the wrong part: once more from the start.
    await rm(partial);
    await fetchAll(url, partial, file, settings);
    wrong = await wrongBytes(partial, file);
  }
  if (wrong !== undefined) {
    await rm(partial);
    throw new SaddleError('SADDLE_DATA_DOWNLOAD', {
      problem: `${url.href} gave other bytes than the published file ${file.name}: ${wrong}. They were removed.`,
      advice:
        'Something on the way may have answered instead (a proxy, a login page). Get the file by other means and use --from <folder>.',
    });
  }
  await rename(partial, target);
}

async function fetchAll(url: URL, partial: string, file: PublishedFile, settings: FetchSettings): Promise<void> {
  const { attempts = 5, pause = 500 } = settings;
  let failures = 0;
  for (;;) {
    const before = await sizeOf(partial);
    try {
      await fetchRest(url, partial, before, file, settings);
      return;
    } catch (error) {
      failures = (await sizeOf(partial)) > before ? 1 : failures + 1;
      if (failures >= attempts || isFinal(error)) throw failed(url, error);
    }
    await delay(pause * 2 ** (failures - 1));
  }
}

/** An answer of the server that no repetition changes. */
class Refused extends Error {}

const isFinal = (error: unknown): boolean =>
  error instanceof Refused ||
  ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT'].includes(String((error as NodeJS.ErrnoException).code));

/** One request for what follows the first `have` bytes. Returns when the whole file has come. */
async function fetchRest(
  url: URL,
  partial: string,
  have: number,
  file: PublishedFile,
  settings: FetchSettings,
): Promise<void> {
  const { patience = 30_000, onProgress } = settings;
  const silence = new AbortController();
  const watch = setTimeout(() => silence.abort(new Error(`no byte came for ${patience / 1000} s`)), patience);
  try {
    const headers = { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) };
    const response = await fetch(url, { headers, signal: silence.signal });
    if (response.status === 416) {
      // Nothing follows: the file is whole, or what we have is not of this file. Its sum tells.
      await response.body?.cancel();
      return;
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      const reason = `the server answered ${response.status} ${response.statusText}`.trim();
      throw response.status >= 500 || response.status === 429 ? new Error(reason) : new Refused(reason);
    }
    const start = response.status === 206 ? rangeStart(response, have) : 0;
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total = Number.isNaN(length) ? undefined : start + length;
    const handle = await open(partial, start > 0 ? 'r+' : 'w');
    try {
      let position = start;
      await handle.truncate(start);
      for await (const part of response.body as AsyncIterable<Uint8Array>) {
        await handle.write(part, 0, part.length, position);
        position += part.length;
        watch.refresh();
        onProgress?.({ file: file.name, received: position, total });
      }
      await handle.sync();
      if (total !== undefined && position < total)
        throw new Error(`the connection ended at byte ${position} of ${total}`);
    } finally {
      await handle.close();
    }
  } finally {
    clearTimeout(watch);
  }
}

/** Where the bytes of a partial answer belong. */
function rangeStart(response: Response, asked: number): number {
  const start = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN);
  if (start !== asked) throw new Refused(`the server answered a request for bytes from ${asked} with others`);
  return start;
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

function failed(url: URL, error: unknown): SaddleError {
  const { message, cause } = error as Error;
  const reason =
    cause instanceof Error ? `${message}: ${cause.message || String((cause as NodeJS.ErrnoException).code)}` : message;
  return new SaddleError('SADDLE_DATA_DOWNLOAD', {
    problem: `${url.href} could not be downloaded: ${reason}. What has come is kept.`,
    advice: [
      'Run the command again to go on from there, or get the files by other means and use --from <folder>.',
      ...(behindProxy() ? ["The proxy in the environment is not used: Node's fetch does not know it."] : []),
    ].join(' '),
    cause: error,
  });
}

const behindProxy = (): boolean =>
  ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some((name) => process.env[name]) &&
  process.env['NODE_USE_ENV_PROXY'] !== '1';
