import { existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import type { Plugin } from 'vite';

/** What goes wrong with a file; undefined leaves it as it is, null makes it a 404. */
type Fault = (path: string, bytes: Buffer) => Buffer | null | undefined;

/** First part of an address: how the server behaves. */
const modes: Readonly<Record<string, { readonly range: boolean; readonly fault?: Fault }>> = {
  range: { range: true },
  plain: { range: false },
  /** The graphs have their size, but not their content. */
  broken: {
    range: true,
    fault: (path, bytes) => (path.endsWith('.onnx') ? Buffer.alloc(bytes.length, 0x5a) : undefined),
  },
  /** The graphs end early, and the server says so: the file is whole, but half a graph. */
  cut: {
    range: true,
    fault: (path, bytes) => (/\.(onnx|safetensors)$/.test(path) ? bytes.subarray(0, bytes.length >> 1) : undefined),
  },
  'no-data': { range: true, fault: (path) => (path.endsWith('.onnx_data') ? null : undefined) },
  'no-graphs': { range: true, fault: (path) => (path.endsWith('.onnx') ? null : undefined) },
  'no-tokenizer': { range: true, fault: (path) => (path.endsWith('tokenizer.json') ? null : undefined) },
};

/** Embedding models lie beside this file, BLIP checkpoints in a folder of their own. */
const roots = [import.meta.dirname, join(import.meta.dirname, '../blip')];
/**
 * How often something of a repository was asked for; `/hub/requests/<owner>/<name>/resolve/main/count` tells, of a file
 * its path instead of `count`.
 */
const requests = new Map<string, number>();
const address = /^\/hub\/(?<mode>[a-z-]+)\/(?<repository>[^/]+\/[^/]+)\/resolve\/(?<revision>[^/]+)\/(?<path>[^?]+)/;

/** Answers one request under `/hub/<mode>/<owner>/<name>/resolve/<revision>/<path>`; false where it is another. */
export function answerHubRequest(request: IncomingMessage, response: ServerResponse): boolean {
  const { mode: name = '', repository = '', path = '' } = address.exec(decodeURI(request.url ?? ''))?.groups ?? {};
  if (name === 'requests') {
    response.end(String(requests.get(path === 'count' ? repository : `${repository}/${path}`) ?? 0));
    return true;
  }
  const mode = modes[name];
  if (mode === undefined) return false;
  for (const key of [repository, `${repository}/${path}`]) requests.set(key, (requests.get(key) ?? 0) + 1);
  const file = roots.map((root) => fileIn(root, repository, path)).find((found) => found !== undefined);
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'content-range, etag');
  const whole = file === undefined ? null : readFileSync(file);
  const changed = whole === null ? null : mode.fault?.(path, whole);
  const bytes = changed === undefined ? whole : changed;
  if (bytes === null) {
    response.writeHead(404).end();
    return true;
  }
  response.setHeader('content-type', path.endsWith('.json') ? 'application/json' : 'application/octet-stream');
  const range = mode.range ? /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') : null;
  if (range === null) {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    return true;
  }
  const start = Number(range[1]);
  const end = Math.min(bytes.length, range[2] === '' ? bytes.length : Number(range[2]) + 1);
  if (start >= bytes.length) response.writeHead(416, { 'content-range': `bytes */${String(bytes.length)}` }).end();
  else
    response
      .writeHead(206, {
        'content-length': end - start,
        'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(bytes.length)}`,
      })
      .end(bytes.subarray(start, end));
  return true;
}

function fileIn(root: string, repository: string, path: string): string | undefined {
  const file = normalize(join(root, repository, path));
  return file.startsWith(root) && existsSync(file) && statSync(file).isFile() ? file : undefined;
}

/** The checkpoints, on a Vite server's own origin. */
export function hubServer(): Plugin {
  return {
    name: 'onsight:hub-server',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!answerHubRequest(request, response)) next();
      });
    },
  };
}
