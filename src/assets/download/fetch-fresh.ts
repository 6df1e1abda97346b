import { OnsightError } from '../../core/errors.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import { deleteOtherVersions } from './fetch-file.ts';
import type { RemoteFile } from '../file-cache.ts';
import { withLock } from '../../core/async/with-lock.ts';
import { findStored, lockName } from '../stores/find-stored.ts';
import { requestBytes } from './http-range.ts';
import type { NetworkOptions } from './probe-size.ts';
import { isQuotaError } from '../stores/quota.ts';
import { explainFailure, TransientFailure } from './retry.ts';
import { sha256Of } from '../stores/sha256.ts';
import { StoredFile } from '../stores/stored-file.ts';

/** Dependencies of {@link fetchFresh}. */
interface FreshContext extends NetworkOptions {
  readonly root: string;
  readonly store: BlobStore;
}

// An unresponsive network must not keep visitors from the stored copy.
const patienceMs = 3_000;

/**
 * See `FileCache.fetchFresh`. Tries once only, because a stored copy beats a wait.
 *
 * @throws OnsightError `not-cached-offline`, `download-failed`, `integrity-mismatch`
 */
export async function fetchFresh(context: FreshContext, file: RemoteFile, maxBytes: number): Promise<Blob> {
  const { root, store, signal, requester } = context;
  const copy = await findStored(store, file);
  const stallMs = copy === undefined ? requester.stallMs : Math.min(requester.stallMs, patienceMs);
  let fresh: Blob;
  try {
    fresh = await download({ ...context, requester: { ...requester, stallMs } }, file, maxBytes);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TransientFailure)) throw error;
    if (copy !== undefined) return copy;
    throw await toOnsightError(file, error);
  }
  return withLock(lockName(root, file), () => keep(store, file, fresh, signal), { signal });
}

async function download(context: FreshContext, file: RemoteFile, maxBytes: number): Promise<Blob> {
  const answer = await requestBytes(context.requester, file.url, undefined, context.signal);
  if (answer.kind !== 'whole') throw new TransientFailure('the server sent only part of the file');
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of answer.body.chunks()) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      const reason = `it exceeds the limit of ${String(maxBytes)} bytes`;
      throw new OnsightError('download-failed', { url: file.url, reason });
    }
    chunks.push(new Uint8Array(chunk));
  }
  if (answer.exact && answer.total !== undefined && bytes < answer.total)
    throw new TransientFailure(`the file ended after ${String(bytes)} of ${String(answer.total)} bytes`);
  return new Blob(chunks);
}

/** Stores the copy under its content hash and deletes earlier versions. */
async function keep(store: BlobStore, file: RemoteFile, fresh: Blob, signal: AbortSignal): Promise<Blob> {
  const sha256 = await sha256Of(fresh, signal);
  if (file.sha256 !== undefined && file.sha256.toLowerCase() !== sha256)
    throw new OnsightError('integrity-mismatch', { file: file.path, expected: file.sha256, actual: sha256 });
  const stored = await StoredFile.at(store, { ...file, sha256, bytes: fresh.size });
  const there = await stored.read();
  if (there !== undefined) return there;
  const entry = {
    group: file.group,
    path: file.path,
    url: file.url,
    sha256,
    bytes: fresh.size,
    validator: '',
    pieceBytes: Math.max(1, fresh.size),
  };
  try {
    if (fresh.size > 0) await stored.writePiece(0, new Uint8Array(await fresh.arrayBuffer()));
    await stored.writeEntry({ ...entry, complete: true });
  } catch (error) {
    await stored.discard();
    // The disk is full: return the file anyway and keep the older copy for offline use.
    if (isQuotaError(error)) return fresh;
    throw error;
  }
  await deleteOtherVersions(store, stored);
  return fresh;
}

async function toOnsightError({ url, path: file }: RemoteFile, error: TransientFailure): Promise<OnsightError> {
  if (!navigator.onLine) return new OnsightError('not-cached-offline', { file }, { cause: error });
  return explainFailure(url, error);
}
