import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
};

/** A running web server of one origin. */
export interface FolderServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly origin: string;
}

/** Options of {@link serveFolders}. */
export interface ServeOptions {
  /** Sent with every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts that stand in for files, by path. */
  readonly pages?: Readonly<Record<string, string>>;
}

/**
 * Serves folders on a free loopback port, as any static host does: no Range, no listing.
 *
 * @param mounts path prefix (`/models/`) to folder; the longest prefix that fits is taken
 */
export async function serveFolders(
  mounts: Readonly<Record<string, string>>,
  { headers = {}, pages = {} }: ServeOptions = {},
): Promise<FolderServer> {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);

  function fileOf(path: string): string | undefined {
    const prefix = prefixes.find((candidate) => path.startsWith(candidate));
    const folder = prefix === undefined ? undefined : mounts[prefix];
    if (prefix === undefined || folder === undefined) return undefined;
    const file = join(folder, path.slice(prefix.length) || 'index.html');
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined;
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const page = pages[path];
    if (page !== undefined) {
      response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    const file = fileOf(path);
    if (file === undefined) {
      response.writeHead(404, headers).end();
      return;
    }
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...headers, 'content-type': type, 'content-length': statSync(file).size });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a TCP port has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
