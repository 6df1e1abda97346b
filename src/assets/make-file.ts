import { createSHA256 } from 'hash-wasm';
import { OnsightError } from '../core/errors.ts';
import type { BlobStore } from './stores/blob-store.ts';
import { deleteOtherVersions } from './download/fetch-file.ts';
import type { RemoteFile } from './file-cache.ts';
import { PieceWriter } from './download/piece-writer.ts';
import { availableBytes } from '../core/storage.ts';
import { isQuotaError } from './stores/quota.ts';
import { StoredFile, type FileEntry } from './stores/stored-file.ts';

/** A file that was generated on the device. */
export interface MadeFile {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** Sink for a file generated on the device instead of downloaded. It is stored completely or not at all. */
export interface FileSink {
  /** Appends bytes. @throws OnsightError `quota-exceeded`; the file is discarded */
  write(chunk: Uint8Array): Promise<void>;
  /** Completes the file: from now on it can be read. */
  close(): Promise<MadeFile>;
  /** Discards the bytes written so far. */
  abort(): Promise<void>;
}

/** Starts a file. Discards any stored version of it. */
export async function makeFile(store: BlobStore, file: RemoteFile, pieceBytes: number): Promise<FileSink> {
  const stored = await StoredFile.at(store, file);
  await stored.discard();
  const { group, path, url } = file;
  const entry: FileEntry = { group, path, url, validator: '', pieceBytes, complete: false };
  const hasher = await createSHA256();
  const pieces = new PieceWriter(
    { entry, has: () => false, write: (index, piece) => stored.writePiece(index, piece) },
    0,
  );
  const orDiscard = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      const neededBytes = pieces.offset;
      await stored.discard();
      if (!isQuotaError(error)) throw error;
      throw new OnsightError(
        'quota-exceeded',
        { neededBytes, availableBytes: (await availableBytes()) ?? Infinity },
        { cause: error },
      );
    }
  };
  await orDiscard(() => stored.writeEntry(entry));
  return {
    write: (chunk) =>
      orDiscard(async () => {
        hasher.update(chunk);
        await pieces.add(chunk);
      }),
    close: () =>
      orDiscard(async () => {
        await pieces.finish();
        const made = { bytes: pieces.offset, sha256: hasher.digest('hex') };
        await stored.writeEntry({ ...entry, ...made, complete: true });
        await deleteOtherVersions(store, stored);
        return made;
      }),
    abort: () => stored.discard(),
  };
}
