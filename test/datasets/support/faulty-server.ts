import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one request gets. */
export type Answer =
  /** The bytes asked for. */
  | 'whole'
  /** The connection is cut after this many of them. */
  | { readonly cutAfter: number }
  /** This many of them, then silence. */
  | { readonly stallAfter: number }
  /** The whole file from its start, whatever range was asked for. */
  | 'ignore range'
  /** As many other bytes. */
  | 'wrong'
  /** No length announced, and a proper end too early. */
  | { readonly endAfter: number }
  | { readonly status: number };

export interface FaultyServer {
  readonly url: string;
  /** `path range` of every request. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Serves `files` by name; request number n gets `answers[n]`, those after the last one get the whole file. */
export async function serve(
  files: Readonly<Record<string, Buffer>>,
  answers: readonly Answer[] = [],
): Promise<FaultyServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const name = request.url!.replace(/^\/data\//, '');
    const answer = answers[requests.length] ?? 'whole';
    requests.push(`${name} ${request.headers.range ?? 'all'}`);
    const file = files[name];
    if (file) send(request, response, file, answer);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/data`,
    requests,
    close: () => closed(server),
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

function send(request: IncomingMessage, response: ServerResponse, file: Buffer, answer: Answer): void {
  if (typeof answer === 'object' && 'status' in answer) {
    response.writeHead(answer.status).end('no');
    return;
  }
  const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const start = answer === 'ignore range' ? 0 : asked;
  if (start >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    return;
  }
  const body = file.subarray(start);
  const headers = {
    // A connection of its own for every request, so that cutting one does not touch the next.
    connection: 'close',
    ...(typeof answer === 'object' && 'endAfter' in answer ? {} : { 'content-length': body.length }),
    ...(start > 0 && { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` }),
  };
  response.writeHead(start > 0 ? 206 : 200, headers);
  if (answer === 'wrong') response.end(body.map((byte) => byte ^ 1));
  else if (typeof answer !== 'object') response.end(body);
  else if ('endAfter' in answer) response.end(body.subarray(0, answer.endAfter));
  else if ('stallAfter' in answer) response.write(body.subarray(0, answer.stallAfter));
  else response.write(body.subarray(0, answer.cutAfter), () => setTimeout(() => response.destroy(), 100));
}
