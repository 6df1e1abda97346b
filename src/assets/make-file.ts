import { createSHA256 } from 'hash-wasm';
import { OnsightError } from '../core/errors.ts';
import type { BlobStore } from './blob-store.ts';
import { deleteOtherVersions } from './fetch-file.ts';
import type { RemoteFile } from './file-cache.ts';
import { PieceWriter } from './piece-writer.ts';
import { availableBytes, isQuotaError } from './quota.ts';
import { StoredFile, type FileEntry } from './stored-file.ts';

/** Takes the bytes of a file in order. */
export type WriteBytes = (chunk: Uint8Array) => Promise<void>;

/** A file that was made here. */
export interface MadeFile {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/**
 * Stores a file that is made on the device instead of downloaded: whole or not at all. The caller holds its lock.
 *
 * @throws OnsightError `quota-exceeded`; what `produce` throws. Nothing of the file is left then.
 */
export async function makeFile(
  store: BlobStore,
  file: RemoteFile,
  produce: (write: WriteBytes) => Promise<void>,
  { pieceBytes, signal }: { readonly pieceBytes: number; readonly signal: AbortSignal },
): Promise<MadeFile> {
  const stored = await StoredFile.at(store, file);
  await stored.discard();
  const { group, path, url } = file;
  const entry: FileEntry = { group, path, url, validator: '', pieceBytes, complete: false };
  const hasher = await createSHA256();
  const pieces = new PieceWriter(
    { entry, has: () => false, write: (index, piece) => stored.writePiece(index, piece) },
    0,
  );
  try {
    await stored.writeEntry(entry);
    await produce(async (chunk) => {
      signal.throwIfAborted();
      hasher.update(chunk);
      await pieces.add(chunk);
    });
    await pieces.finish();
    signal.throwIfAborted();
    const made = { bytes: pieces.offset, sha256: hasher.digest('hex') };
    await stored.writeEntry({ ...entry, ...made, complete: true });
    await deleteOtherVersions(store, stored);
    return made;
  } catch (error) {
    const neededBytes = pieces.offset;
    await stored.discard();
    if (!isQuotaError(error)) throw error;
    throw new OnsightError('quota-exceeded', { neededBytes, availableBytes: await availableBytes() }, { cause: error });
  }
}
