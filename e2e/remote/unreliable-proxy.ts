import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does with a request instead of passing it on. */
export type Fault = { readonly status: number; readonly retryAfter?: string } | 'hang' | 'reset' | 'lose-answer';

/** A proxy that does harm where it is told to. */
export interface UnreliableProxy {
  readonly url: string;
  /** All requests so far. */
  readonly seen: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
  }[];
  /** Does these to the next requests whose path matches, one each; what comes after them is passed on. */
  fail(path: RegExp, ...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

/** Starts a proxy in front of a real server. */
export async function startUnreliableProxy(target: string): Promise<UnreliableProxy> {
  const { hostname, port } = new URL(target);
  const seen: UnreliableProxy['seen'][number][] = [];
  let match = /^$/;
  let faults: Fault[] = [];
  const pass = (from: IncomingMessage, to: ServerResponse, loseAnswer: boolean): void => {
    const { method, headers, url: path } = from;
    const onward = request({ hostname, port, method, headers, path }, (answer) => {
      if (loseAnswer) {
        answer.resume().on('end', () => to.destroy());
        return;
      }
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    onward.on('error', () => to.destroy());
    from.pipe(onward);
  };
  const server = createServer((from, to) => {
    const { method = '', url: path = '', headers } = from;
    seen.push({ method, path, headers });
    const fault = match.test(path) ? faults.shift() : undefined;
    if (fault === undefined || fault === 'lose-answer') pass(from, to, fault !== undefined);
    else if (fault === 'reset') to.destroy();
    else if (fault !== 'hang') {
      const { status, retryAfter } = fault;
      to.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end('{"error":"made up"}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server has an address of this kind.
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${ownPort}`,
    seen,
    fail: (path, ...list) => {
      match = path;
      faults = [...list];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
