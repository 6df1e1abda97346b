import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/**
 * Files of pseudo-random bytes that break on demand, at `/faults/<key>?…`; the query says how:
 * `bytes` size; `seed` which bytes; `range=0` no Range; `cut=<request>:<bytes>` ends the connection of the n-th request
 * (from 0) after so many bytes; `status=<request>:<code>`; `tag` the ETag, none where it is empty; `html=1` a page
 * instead of the file; `hang=<request>` never answers, `hang=<request>:<bytes>` stops after so many bytes; `swap=<request>:<seed>:<bytes>` another version from the n-th
 * request on; `gzip=1` compressed where the browser takes it, `gzip=always` even where not; `mute=1` partial answers that do not say which
 * part; `cap=<bytes>` at most so much in one partial answer; `cors=1` other origins may ask, `expose=1` and may see ETag
 * and Content-Range. Requests are counted by `key`.
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
        if (url.searchParams.has('cors')) allow(url.searchParams, response);
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

/** Every origin may ask, but only for what needs no preflight: a preflight is counted as a request and refused. */
function allow(query: URLSearchParams, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  if (query.has('expose')) response.setHeader('access-control-expose-headers', 'etag, content-range');
}

function answer(query: URLSearchParams, count: number, request: IncomingMessage, response: ServerResponse): void {
  const [hanging, arriving] = (query.get('hang') ?? '').split(':');
  if (hanging === String(count) && arriving === undefined) return;
  const [failing, status] = (query.get('status') ?? '').split(':');
  if (failing === String(count)) {
    response.writeHead(Number(status)).end();
    return;
  }
  if (query.has('html')) {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Not here</title>');
    return;
  }
  const { file, tag } = versionOf(query, count);
  const taken = (request.headers['accept-encoding'] ?? '').includes('gzip');
  if (query.get('gzip') === 'always' || (query.has('gzip') && taken)) {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip', ...tag });
    response.end(gzipSync(file));
    return;
  }
  const range =
    query.get('range') === '0' || query.has('gzip') ? null : /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const cap = Number(query.get('cap') ?? Infinity);
  const [start, end] =
    range === null
      ? [0, file.length]
      : [Number(range[1]), Math.min(file.length, Number(range[2]) + 1, Number(range[1]) + cap)];
  if (start > 0 && start >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${String(file.length)}`, ...tag }).end();
    return;
  }
  const says = range === null || query.has('mute') ? {} : { 'content-range': contentRange(start, end, file.length) };
  response.writeHead(range === null ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': end - start,
    ...tag,
    ...says,
  });
  const [cutting, after] = (query.get('cut') ?? '').split(':');
  const body = file.subarray(start, end);
  if (hanging === String(count)) response.write(body.subarray(0, Number(arriving)));
  else if (cutting !== String(count)) response.end(body);
  else response.write(body.subarray(0, Number(after)), () => response.socket?.end());
}

/** The bytes and the ETag that the n-th request is answered with. */
function versionOf(query: URLSearchParams, count: number): { readonly file: Buffer; readonly tag: { etag?: string } } {
  const [from, newSeed, newBytes] = (query.get('swap') ?? '').split(':').map(Number);
  const swapped = from !== undefined && newBytes !== undefined && count >= from;
  const seed = swapped ? (newSeed ?? 2) : Number(query.get('seed') ?? 1);
  const file = randomBytes(swapped ? newBytes : Number(query.get('bytes')), seed);
  const tag = query.get('tag') ?? `"${String(seed)}-${String(file.length)}"`;
  return { file, tag: tag === '' ? {} : { etag: tag } };
}

function contentRange(start: number, end: number, total: number): string {
  return `bytes ${String(start)}-${String(end - 1)}/${String(total)}`;
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
