import { measure } from '../../core/measure.ts';
import type { BlobStore } from '../stores/blob-store.ts';
import { fetchFile } from './fetch-file.ts';
import type { FetchAllOptions, RemoteFile } from '../file-cache.ts';
import { withLock } from '../../core/async/with-lock.ts';
import { findStored, lockName } from '../stores/find-stored.ts';
import { mapWide } from './map-wide.ts';
import type { FileDownloadOptions } from './piece-download.ts';
import { probeSize, type NetworkOptions, type ProbedSize } from './probe-size.ts';
import { askPersistence, checkQuota } from '../../core/storage.ts';
import { SetProgress } from './set-progress.ts';
import type { Slots } from './slots.ts';
import { pieceSize, StoredFile } from '../stores/stored-file.ts';

/** State shared by all downloads of a cache. */
interface SetContext extends NetworkOptions {
  readonly root: string;
  readonly store: BlobStore;
  readonly slots: Slots;
  readonly pieces: FileDownloadOptions['pieces'];
}

/** A requested file that is not complete on the device yet. */
interface Wanted {
  readonly index: number;
  readonly stored: StoredFile;
  readonly size: ProbedSize;
  /** Bytes stored by earlier calls. */
  readonly arrived: number;
}

const filesAtATime = 4;
// Files served compressed, hence without their true size, are small: they are fetched before the total is announced.
const maxUnsizedBytes = 16 * 1024 * 1024;

/** See `FileCache.fetchAll`. */
export async function fetchSet(
  context: SetContext,
  files: readonly RemoteFile[],
  onProgress: FetchAllOptions['onProgress'],
): Promise<readonly Blob[]> {
  const blobs: (Blob | undefined)[] = await Promise.all(files.map((file) => findStored(context.store, file)));
  context.signal.throwIfAborted();
  const missing = files.flatMap((file, index) => (blobs[index] === undefined ? [{ file, index }] : []));
  if (missing.length > 0) await measure('download', () => download(context, missing, blobs, onProgress));
  else new SetProgress(sizesOf(blobs), sizesOf(blobs), onProgress).finish();
  // A listener may have aborted on the last event.
  context.signal.throwIfAborted();
  return blobs.map((blob) => blob ?? new Blob());
}

async function download(
  context: SetContext,
  missing: readonly { readonly file: RemoteFile; readonly index: number }[],
  blobs: (Blob | undefined)[],
  onProgress: FetchAllOptions['onProgress'],
): Promise<void> {
  const { signal } = context;
  // Determine all sizes first: a total that grows as files start would make progress jump back.
  const all = await mapWide(missing, filesAtATime, signal, ({ file, index }) => toWanted(context, file, index));
  const [unsized, wanted] = [all.filter(isUnsized), all.filter((one) => !isUnsized(one))];
  await mapWide(unsized, filesAtATime, signal, async ({ index, stored, size }, linked) => {
    blobs[index] = await fetchLocked({ ...context, signal: linked }, stored, size, () => undefined);
  });
  await checkQuota(wanted.reduce((sum, { size, arrived }) => sum + Math.max(0, (size.bytes ?? 0) - arrived), 0));
  askPersistence();
  const announced = sizesOf(blobs);
  const loaded = sizesOf(blobs);
  for (const { index, size, arrived } of wanted) {
    announced[index] = size.bytes ?? 0;
    loaded[index] = arrived;
  }
  const progress = new SetProgress(announced, loaded, onProgress);
  progress.report();
  await mapWide(wanted, filesAtATime, signal, async ({ index, stored, size }, linked) => {
    const onBytes = (loadedBytes: number): void => {
      progress.update(index, loadedBytes);
    };
    blobs[index] = await fetchLocked({ ...context, signal: linked }, stored, size, onBytes);
  });
  progress.finish();
}

/** Another tab may have fetched the file while this one waited for its lock. */
async function fetchLocked(
  context: SetContext,
  stored: StoredFile,
  size: ProbedSize,
  onBytes: (loadedBytes: number) => void,
): Promise<Blob> {
  const { root, store, signal } = context;
  return withLock(
    lockName(root, stored.file),
    async () => (await findStored(store, stored.file)) ?? fetchFile(store, stored, size, { ...context, onBytes }),
    { signal },
  );
}

async function toWanted(context: SetContext, file: RemoteFile, index: number): Promise<Wanted> {
  const stored = await StoredFile.at(context.store, file);
  const entry = await stored.entry();
  const known = file.bytes ?? entry?.bytes;
  const size =
    known === undefined
      ? await context.slots.run(() => probeSize(file, context), context.signal)
      : { bytes: known, exact: true };
  const have = entry === undefined ? [] : [...(await stored.pieces(entry))];
  const arrived = entry === undefined ? 0 : have.reduce((sum, piece) => sum + pieceSize(entry, piece), 0);
  return { index, stored, size, arrived };
}

function isUnsized({ size }: Wanted): boolean {
  return !size.exact && (size.bytes ?? 0) <= maxUnsizedBytes;
}

function sizesOf(blobs: readonly (Blob | undefined)[]): number[] {
  return blobs.map((blob) => blob?.size ?? 0);
}
