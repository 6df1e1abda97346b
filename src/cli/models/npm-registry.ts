import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { OnsightError } from '../../core/errors.ts';
import { whyUnreachable } from '../why-unreachable.ts';
import { isWriteError } from './write-error.ts';

/** A published version of a package. */
interface Release {
  readonly version: string;
  readonly tarball: string;
  /** Base64 of the SHA-512 of the tarball. */
  readonly sha512: string;
}

/** Fields of a registry's answer that are read; all of them are checked. */
interface Packument {
  readonly 'dist-tags'?: Readonly<Record<string, string>>;
  readonly versions?: Readonly<
    Record<string, { readonly dist?: { readonly tarball?: string; readonly integrity?: string } }>
  >;
}

/**
 * Asks an npm registry for one version of a package.
 *
 * @param version a version, or a tag such as `latest`
 * @throws OnsightError `download-failed` if the registry cannot be reached or does not have it
 */
export async function findRelease(
  registry: string,
  name: string,
  version: string,
  signal: AbortSignal,
): Promise<Release> {
  const url = `${registry}/${name.replace('/', '%2f')}`;
  const way = `If npm reaches it (proxy, token), run \`npm install ${name}\` and this command again`;
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: 'application/vnd.npm.install-v1+json' }, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new OnsightError('download-failed', { url, reason: `${whyUnreachable(cause)}. ${way}` }, { cause });
  }
  const { status } = response;
  if (!response.ok) {
    const reason = `${status === 404 ? 'the registry has no such package' : response.statusText}. ${way}`;
    throw new OnsightError('download-failed', { url, reason, status });
  }
  let packument: Packument;
  try {
    // Read field by field below.
    packument = (await response.json()) as Packument;
  } catch (cause) {
    signal.throwIfAborted();
    throw new OnsightError('download-failed', { url, reason: 'the answer is not JSON' }, { cause });
  }
  const versions = packument.versions ?? {};
  const exact = packument['dist-tags']?.[version] ?? version;
  const { tarball, integrity } = versions[exact]?.dist ?? {};
  const sha512 = /(?:^|\s)sha512-([A-Za-z0-9+/=]+)/.exec(integrity ?? '')?.[1];
  if (tarball === undefined) {
    const reason = `${name} has no version ${version}, but ${Object.keys(versions).join(', ') || 'none'}`;
    throw new OnsightError('download-failed', { url, reason });
  }
  if (sha512 === undefined)
    throw new OnsightError('download-failed', { url, reason: `it has no sha512 for ${name} ${exact}` });
  return { version: exact, tarball, sha512 };
}

const attempts = 4;

/**
 * Downloads a tarball into `path`, continues what is there, and verifies it.
 *
 * @throws OnsightError `download-failed` after several attempts that brought nothing, `integrity-mismatch` if the bytes
 *   are not those that the registry announces
 */
export async function downloadTarball(
  { tarball, sha512 }: Release,
  path: string,
  signal: AbortSignal,
  onProgress: (loadedBytes: number, totalBytes: number) => void,
): Promise<void> {
  const continued = (await sizeOf(path)) > 0;
  await fetchWhole(tarball, path, signal, onProgress);
  let actual = await sha512Of(path);
  if (actual !== sha512 && continued) {
    // What an earlier run left may be of another file.
    await rm(path);
    await fetchWhole(tarball, path, signal, onProgress);
    actual = await sha512Of(path);
  }
  if (actual === sha512) return;
  await rm(path);
  throw new OnsightError('integrity-mismatch', {
    file: tarball,
    expected: `sha512-${sha512}`,
    actual: `sha512-${actual}`,
  });
}

async function fetchWhole(...[url, path, signal, onProgress]: FetchArguments): Promise<void> {
  for (let failures = 0; ;) {
    const before = await sizeOf(path);
    try {
      await fetchRest(url, path, signal, onProgress);
      return;
    } catch (cause) {
      signal.throwIfAborted();
      if (OnsightError.is(cause) || isWriteError(cause)) throw cause;
      failures = (await sizeOf(path)) > before ? 0 : failures + 1;
      if (failures === attempts)
        throw new OnsightError('download-failed', { url, reason: whyUnreachable(cause) }, { cause });
      await setTimeout(failures * 250, undefined, { signal });
    }
  }
}

type FetchArguments = readonly [
  url: string,
  path: string,
  signal: AbortSignal,
  onProgress: (loadedBytes: number, totalBytes: number) => void,
];

/** Makes one request for the bytes that `path` does not have yet. */
async function fetchRest(...[url, path, signal, onProgress]: FetchArguments): Promise<void> {
  const start = await sizeOf(path);
  const range = start === 0 ? {} : { range: `bytes=${String(start)}-` };
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity', ...range }, signal });
  const { status, headers, body } = response;
  // All bytes were there: an earlier run stopped before it verified them.
  if (status === 416 && start > 0) return;
  if (status >= 500) throw new Error(`status ${String(status)}`);
  if (!response.ok || body === null)
    throw new OnsightError('download-failed', { url, reason: response.statusText, status });
  const resumed = status === 206 && headers.get('content-range')?.startsWith(`bytes ${String(start)}-`) === true;
  if (status === 206 && !resumed) throw new Error('the server sent another part of the file');
  let loaded = resumed ? start : 0;
  const total = loaded + Number(headers.get('content-length') ?? 0);
  const file = await open(path, resumed ? 'a' : 'w');
  try {
    for await (const chunk of body) {
      await file.writeFile(chunk);
      loaded += chunk.byteLength;
      onProgress(loaded, Math.max(total, loaded));
    }
  } finally {
    await file.close();
  }
  if (loaded < total) throw new Error('the connection was cut');
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function sha512Of(path: string): Promise<string> {
  const hash = createHash('sha512');
  // A stream without an encoding yields bytes.
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('base64');
}
