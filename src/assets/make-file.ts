import { createSHA256 } from 'hash-wasm';
import { OnsightError } from '../core/errors.ts';
import type { BlobStore } from './stores/blob-store.ts';
import { deleteOtherVersions } from './download/fetch-file.ts';
import type { RemoteFile } from './file-cache.ts';
import { PieceWriter } from './download/piece-writer.ts';
import { availableBytes, isQuotaError } from './stores/quota.ts';
import { StoredFile, type FileEntry } from './stores/stored-file.ts';

/** A file that was made here. */
export interface MadeFile {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** Takes the bytes of a file that is made on the device instead of downloaded: it is stored whole or not at all. */
export interface FileSink {
  /** Takes the next bytes. @throws OnsightError `quota-exceeded`: nothing of the file is left then */
  write(chunk: Uint8Array): Promise<void>;
  /** All bytes were written: from now on the file is there. */
  close(): Promise<MadeFile>;
  /** Drops what was written. */
  abort(): Promise<void>;
}

/** Begins a file. What was stored of it before is gone. */
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
        { neededBytes, availableBytes: await availableBytes() },
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
