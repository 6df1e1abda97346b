import { existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import type { Plugin } from 'vite';
import { baseHeader, baseTexts } from '../../bench/base-checkpoint.ts';

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
/** In the shape of a BLIP-base of one layer, all zeros: large enough that a conversion takes a while. */
const large = 'onsight-test/base-zeros';
const largeFiles = new Map<string, Buffer>();

/**
 * How often something of a repository was asked for; `/hub/requests/<owner>/<name>/resolve/main/count` tells, of a file
 * its path instead of `count`. `/hub/sent/…` tells the bytes of the answers.
 */
const requests = new Map<string, number>();
const sent = new Map<string, number>();
const address = /^\/hub\/(?<mode>[a-z-]+)\/(?<repository>[^/]+\/[^/]+)\/resolve\/(?<revision>[^/]+)\/(?<path>[^?]+)/;

/** Answers one request under `/hub/<mode>/<owner>/<name>/resolve/<revision>/<path>`; false where it is another. */
export function answerHubRequest(request: IncomingMessage, response: ServerResponse): boolean {
  const { mode: name = '', repository = '', path = '' } = address.exec(decodeURI(request.url ?? ''))?.groups ?? {};
  if (name === 'requests' || name === 'sent') {
    const counts = name === 'requests' ? requests : sent;
    response.end(String(counts.get(path === 'count' ? repository : `${repository}/${path}`) ?? 0));
    return true;
  }
  const mode = modes[name];
  if (mode === undefined) return false;
  count(requests, repository, path, 1);
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'content-range, etag');
  const whole = contentOf(repository, path);
  const changed = whole === null ? null : mode.fault?.(path, whole);
  const bytes = changed === undefined ? whole : changed;
  if (bytes === null) {
    response.writeHead(404).end();
    return true;
  }
  response.setHeader('content-type', path.endsWith('.json') ? 'application/json' : 'application/octet-stream');
  const range = mode.range ? /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') : null;
  if (range === null) {
    count(sent, repository, path, bytes.length);
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    return true;
  }
  const start = Number(range[1]);
  const end = Math.min(bytes.length, range[2] === '' ? bytes.length : Number(range[2]) + 1);
  if (start >= bytes.length) response.writeHead(416, { 'content-range': `bytes */${String(bytes.length)}` }).end();
  else {
    count(sent, repository, path, end - start);
    response
      .writeHead(206, {
        // The next reader of the same bytes is counted too.
        'cache-control': 'no-store',
        'content-length': end - start,
        'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(bytes.length)}`,
      })
      .end(bytes.subarray(start, end));
  }
  return true;
}

function count(counts: Map<string, number>, repository: string, path: string, by: number): void {
  for (const key of [repository, `${repository}/${path}`]) counts.set(key, (counts.get(key) ?? 0) + by);
}

function contentOf(repository: string, path: string): Buffer | null {
  if (repository === large) return largeFile(path);
  const file = roots.map((root) => fileIn(root, repository, path)).find((found) => found !== undefined);
  return file === undefined ? null : readFileSync(file);
}

function largeFile(path: string): Buffer | null {
  if (largeFiles.size === 0) {
    const { head, bytes } = baseHeader(1);
    const weights = Buffer.alloc(bytes);
    weights.set(head);
    largeFiles.set('model.safetensors', weights);
    for (const [name, text] of baseTexts(1)) largeFiles.set(name, Buffer.from(text));
  }
  return largeFiles.get(path) ?? null;
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
