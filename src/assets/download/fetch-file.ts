import { OnsightError } from '../../core/errors.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import { keptHashes } from '../stores/kept-versions.ts';
import { PieceDownload, type FileDownloadOptions } from './piece-download.ts';
import { probeSize, type ProbedSize } from './probe-size.ts';
import { availableBytes } from '../../core/storage.ts';
import { isQuotaError } from '../stores/quota.ts';
import { sha256Of } from '../stores/sha256.ts';
import { sizeMismatch, StartAgain } from './start-again.ts';
import { readEntry, type FileEntry, type StoredFile } from '../stores/stored-file.ts';

const restarts = 3;

/**
 * Downloads the missing pieces of a file, verifies the result and marks it as complete. The caller holds the file's
 * lock.
 *
 * @throws OnsightError `download-failed`, `integrity-mismatch` (the copy is discarded), `quota-exceeded` (bytes written
 *   by this call are discarded, earlier ones are kept), `not-cached-offline`
 */
export async function fetchFile(
  store: BlobStore,
  stored: StoredFile,
  expected: ProbedSize,
  options: FileDownloadOptions,
): Promise<Blob> {
  let size = expected;
  let whole = !size.exact;
  for (let attempt = 1; ; attempt += 1) {
    let download: Download | undefined;
    try {
      download = await openDownload(stored, size, options);
      await download.pieces.fetchMissing(whole);
      const blob = await complete(stored, download.pieces.entry, options.signal);
      await deleteOtherVersions(store, stored);
      return blob;
    } catch (error) {
      if (isQuotaError(error)) throw await toQuotaExceeded(stored, size, download, error);
      const mismatch = OnsightError.is(error, 'integrity-mismatch');
      if (!mismatch && !(error instanceof StartAgain)) throw error;
      await stored.discard();
      // Pieces of an earlier visit may belong to an older version with the same size: retry once from scratch.
      if (mismatch && !(download?.resumed === true && attempt === 1)) throw error;
      if (attempt > restarts) throw unsteady(stored.file.url, error);
      size = await sizeAfter(attempt, stored, size, options);
      whole ||= (error instanceof StartAgain && error.whole) || attempt === restarts || !size.exact;
    }
  }
}

/** A changed file may have a new size; the last attempt accepts one stream of any size. */
async function sizeAfter(
  attempt: number,
  { file }: StoredFile,
  size: ProbedSize,
  options: FileDownloadOptions,
): Promise<ProbedSize> {
  if (file.bytes !== undefined) return size;
  return attempt === restarts ? { bytes: undefined, exact: false } : probeSize(file, options);
}

interface Download {
  readonly pieces: PieceDownload;
  /** True if pieces of an earlier call are reused. */
  readonly resumed: boolean;
}

async function openDownload(stored: StoredFile, size: ProbedSize, options: FileDownloadOptions): Promise<Download> {
  const { file } = stored;
  const bytes = file.bytes ?? (size.exact ? size.bytes : undefined);
  const known = await stored.entry();
  if (known !== undefined && isResumable(known, bytes)) {
    const entry = { ...known, complete: false };
    const have = await stored.pieces(entry);
    return { pieces: new PieceDownload(stored, entry, have, options), resumed: have.size > 0 };
  }
  await stored.discard();
  const entry: FileEntry = {
    group: file.group,
    path: file.path,
    url: file.url,
    ...(file.sha256 !== undefined && { sha256: file.sha256 }),
    ...(bytes !== undefined && { bytes }),
    validator: '',
    pieceBytes: options.pieces.pieceBytes,
    complete: false,
  };
  await stored.writeEntry(entry);
  return { pieces: new PieceDownload(stored, entry, new Set(), options), resumed: false };
}

/** Without a hash or a validator, stored pieces cannot be matched to the server's current version. */
function isResumable(entry: FileEntry, bytes: number | undefined): boolean {
  return bytes !== undefined && entry.bytes === bytes && (entry.sha256 !== undefined || entry.validator !== '');
}

async function complete(stored: StoredFile, entry: FileEntry, signal: AbortSignal): Promise<Blob> {
  const { file } = stored;
  const blob = await stored.join(entry);
  // Another tab deleted pieces meanwhile, which can happen without Web Locks.
  if (blob === undefined) throw new StartAgain('pieces are missing', false);
  if (entry.bytes === undefined || blob.size !== entry.bytes)
    throw sizeMismatch(file.path, entry.bytes ?? 0, blob.size);
  if (file.sha256 !== undefined) {
    const actual = await sha256Of(blob, signal);
    const expected = file.sha256.toLowerCase();
    if (actual !== expected) throw new OnsightError('integrity-mismatch', { file: file.path, expected, actual });
  }
  signal.throwIfAborted();
  await stored.writeEntry({ ...entry, complete: true });
  return blob;
}

/** Deletes the other versions of the file, except those that are kept. */
export async function deleteOtherVersions(store: BlobStore, stored: StoredFile): Promise<void> {
  const kept = await keptHashes(store);
  for (const folder of await store.folders()) {
    if (folder === stored.folder) continue;
    const other = await readEntry(store, folder);
    if (other?.group !== stored.file.group || other.path !== stored.file.path) continue;
    if (other.sha256 === undefined || !other.complete || !kept.has(other.sha256)) await store.deleteFolder(folder);
  }
}

/** Frees the space taken by this call, so that a partial model does not fill up the origin. */
async function toQuotaExceeded(
  stored: StoredFile,
  size: ProbedSize,
  download: Download | undefined,
  cause: unknown,
): Promise<OnsightError> {
  const available = (await availableBytes()) ?? Infinity;
  const entry = download?.pieces.entry;
  const there = entry === undefined ? new Set<number>() : await stored.pieces(entry);
  const written = download?.pieces.written ?? new Set<number>();
  for (const index of written) await stored.deletePiece(index);
  if (there.size <= written.size) await stored.discard();
  const neededBytes = Math.max(0, (entry?.bytes ?? size.bytes ?? 0) - there.size * (entry?.pieceBytes ?? 0));
  return new OnsightError('quota-exceeded', { neededBytes, availableBytes: available }, { cause });
}

function unsteady(url: string, cause: unknown): OnsightError {
  const reason = 'the file on the server kept changing during the download';
  return new OnsightError('download-failed', { url, reason }, { cause });
}
