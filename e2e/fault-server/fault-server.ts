import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';

/**
 * Files of pseudo-random bytes that break on demand, at `/faults/<key>?…`; the query says how:
 * `bytes` size; `seed` which bytes; `range=0` no Range; `cut=<request>:<bytes>` ends the connection of the n-th request
 * (from 0) after so many bytes; `status=<request>:<code>`; `tag` the ETag; `html=1` a page instead of the file;
 * `hang=<request>` never answers. Requests are counted by `key`.
 */
export function faultServer(): Plugin {
  const counts = new Map<string, number>();
  return {
    name: 'fault-server',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? '/', 'http://localhost');
        if (!url.pathname.startsWith('/faults/')) {
          next();
          return;
        }
        const count = counts.get(url.pathname) ?? 0;
        if (url.searchParams.has('count')) {
          response.end(String(count));
          return;
        }
        counts.set(url.pathname, count + 1);
        answer(url.searchParams, count, request, response);
      });
    },
  };
}

function answer(query: URLSearchParams, count: number, request: IncomingMessage, response: ServerResponse): void {
  if (query.get('hang') === String(count)) return;
  const [failing, status] = (query.get('status') ?? '').split(':');
  if (failing === String(count)) {
    response.writeHead(Number(status)).end();
    return;
  }
  if (query.has('html')) {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Not here</title>');
    return;
  }
  const file = randomBytes(Number(query.get('bytes')), Number(query.get('seed') ?? 1));
  const range = query.get('range') === '0' ? null : /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const [start, end] =
    range === null ? [0, file.length] : [Number(range[1]), Math.min(file.length, Number(range[2]) + 1)];
  const tag = query.get('tag') ?? `"${query.get('seed') ?? '1'}"`;
  response.writeHead(range === null ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': end - start,
    etag: tag,
    ...(range === null ? {} : { 'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(file.length)}` }),
  });
  const [cutting, after] = (query.get('cut') ?? '').split(':');
  const body = file.subarray(start, end);
  if (cutting !== String(count)) response.end(body);
  else response.write(body.subarray(0, Number(after)), () => setImmediate(() => response.destroy()));
}

/** The same bytes for the same seed: xorshift32 (Marsaglia 2003). */
function randomBytes(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2_654_435_761 || 1;
  for (let i = 0; i < length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 0xff;
  }
  return bytes;
}
