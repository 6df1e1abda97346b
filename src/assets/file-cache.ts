import type { AbortOptions } from '../core/async/abort.ts';
import type { OnProgress } from '../core/progress.ts';
import { openBlobStore, type StorageKind } from './stores/blob-store.ts';
import type { FileReader } from './file-reader.ts';
import type { FileSink } from './make-file.ts';
import type { DownloadProgress } from './download/set-progress.ts';
import { StoredFileCache } from './stored-file-cache.ts';

/** A file that lies on a server and is wanted on the device. */
export interface RemoteFile {
  /** Absolute. */
  readonly url: string;
  /** What `list` and `delete` work on: a model's id, or "runtime". */
  readonly group: string;
  /** Path inside the group. */
  readonly path: string;
  /** Where it is not given, the server is asked before the download starts. */
  readonly bytes?: number;
  /** 64 hex digits. The stored copy is keyed by it: a file that a new manifest gives another hash is downloaded anew. */
  readonly sha256?: string;
}

/** What is on the device of one group. */
export interface StoredGroup {
  readonly group: string;
  /** Room that it takes, what has arrived of unfinished files included. */
  readonly bytes: number;
  /** Files that are complete. */
  readonly files: number;
}

/** Options of {@link FileCache.fetchAll}. */
export interface FetchAllOptions extends AbortOptions {
  /** At most 20 events a second; the last one is complete. */
  readonly onProgress?: OnProgress<DownloadProgress> | undefined;
}

/** Options of {@link FileCache.fetchFresh}. */
export interface FetchFreshOptions extends AbortOptions {
  /**
   * Longest answer that is accepted.
   * @defaultValue 1,000,000
   */
  readonly maxBytes?: number | undefined;
}

/**
 * Files of the network on the device: whole or not at all.
 * Everything rejects with `disposed` after `[Symbol.asyncDispose]()`, which ends what is under way.
 */
export interface FileCache extends AsyncDisposable {
  /**
   * All files of a set in order, stored ones from the device, the rest downloaded. What has arrived when a download
   * breaks or the page is left is kept, and the next call goes on from there. Makes no request when all are stored.
   *
   * @throws OnsightError `download-failed`, `integrity-mismatch`, `quota-exceeded`, `not-cached-offline`
   */
  fetchAll(files: readonly RemoteFile[], options?: FetchAllOptions): Promise<readonly Blob[]>;
  /**
   * A small file whose content may change (a manifest): from the network, or the stored copy when there is none.
   *
   * @throws OnsightError `not-cached-offline` when neither is there, `download-failed`, `integrity-mismatch`
   */
  fetchFresh(file: RemoteFile, options?: FetchFreshOptions): Promise<Blob>;
  /** Which of the files are stored; asks the device only. */
  stored(files: readonly RemoteFile[]): Promise<readonly boolean[]>;
  /**
   * Size in bytes of each file, of stored ones without a request: what a download will cost, before it starts.
   * `missing` where the server says that there is no such file, undefined where it does not tell the size.
   *
   * @throws OnsightError `download-failed`, `not-cached-offline`
   */
  sizes(files: readonly RemoteFile[], options?: AbortOptions): Promise<readonly (number | 'missing' | undefined)[]>;
  /**
   * Reads parts of a file without storing it; of a stored one from the device. A server that answers no ranges costs
   * the download of the whole file.
   *
   * @throws OnsightError `download-failed`, `not-cached-offline`
   */
  openReader(file: RemoteFile, options?: AbortOptions): Promise<FileReader>;
  /** Begins a file that is made here; once it is closed `fetchAll` finds it as if it had come from `url`. */
  make(file: RemoteFile): Promise<FileSink>;
  /** Runs `task` while no other tab or worker of this origin runs one of this name. */
  alone<T>(name: string, task: () => Promise<T>, options?: AbortOptions): Promise<T>;
  /** Removes a stored file; one that is not there is no error. */
  drop(file: RemoteFile): Promise<void>;
  /**
   * Keeps the stored versions of these files (each with its `sha256`) when newer ones are downloaded, in the name of
   * `owner`. `delete` of their group removes them all the same.
   */
  keep(owner: string, files: readonly RemoteFile[]): Promise<void>;
  /** Keeps no older versions any more and removes them. @returns the owners there were */
  releaseKept(): Promise<readonly string[]>;
  list(): Promise<readonly StoredGroup[]>;
  /** Removes a group, once downloads of its files have ended; false when nothing of it was there. */
  delete(group: string): Promise<boolean>;
  /**
   * A small JSON value remembered beside the files; undefined when there is none. Survives a reload.
   * Where the disk is full it is not remembered, which is no error.
   */
  readRecord(key: string): Promise<unknown>;
  writeRecord(key: string, value: unknown): Promise<void>;
}

/** Options of {@link openFileCache}. */
export interface FileCacheOptions {
  /**
   * Name of the folder (OPFS) or cache (Cache API). Caches of one name share their files, also across tabs and workers.
   * @defaultValue 'onsight-files'
   */
  readonly name?: string;
  /** @defaultValue the global fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** @defaultValue the best that the browser offers: OPFS, else the Cache API, else memory */
  readonly storage?: StorageKind;
  /**
   * Bytes of a stored piece; a break costs at most this for each of the four requests under way.
   * @defaultValue 2 MiB
   */
  readonly pieceBytes?: number;
  /**
   * Pieces asked for in one request.
   * @defaultValue 4
   */
  readonly runPieces?: number;
  /**
   * First wait before a failed request is made again; doubles with each failure in a row, four in all.
   * @defaultValue 300
   */
  readonly retryDelayMs?: number;
  /**
   * An answer that brings nothing for so long counts as broken.
   * @defaultValue 30,000
   */
  readonly stallMs?: number;
}

/**
 * Opens the files of this origin.
 *
 * @example
 * ```ts
 * const cache = await openFileCache();
 * const [blob] = await cache.fetchAll([{ url: 'https://example.org/m/a.onnx', group: 'm', path: 'a.onnx' }]);
 * ```
 */
export async function openFileCache(options: FileCacheOptions = {}): Promise<FileCache> {
  const { name = 'onsight-files', storage } = options;
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) {
    throw new TypeError(`Expected \`name\` to be letters, digits, \`.\`, \`_\` or \`-\`, got \`${name}\`.`);
  }
  return new StoredFileCache(name, await openBlobStore(name, storage), options);
}
