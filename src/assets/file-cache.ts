import type { AbortOptions } from '../core/async/abort.ts';
import type { OnProgress } from '../core/progress.ts';
import { openBlobStore } from './stores/blob-store.ts';
import type { FileReader } from './file-reader.ts';
import type { FileSink } from './make-file.ts';
import type { DownloadProgress } from './download/set-progress.ts';
import { StoredFileCache } from './stored-file-cache.ts';

/** A file on a server to be stored on the device. */
export interface RemoteFile {
  /** Absolute URL. */
  readonly url: string;
  /** Unit of `list` and `delete`: a model's id, or "runtime". */
  readonly group: string;
  /** Path inside the group. */
  readonly path: string;
  /** If omitted, the server is asked before the download starts. */
  readonly bytes?: number;
  /** 64 hex digits. Key of the stored copy: if a manifest changes the hash, the file is downloaded again. */
  readonly sha256?: string;
}

/** Storage used by one group. */
export interface StoredGroup {
  readonly group: string;
  /** Space used, including unfinished downloads. */
  readonly bytes: number;
  /** Number of complete files. */
  readonly files: number;
}

/** Options of {@link FileCache.fetchAll}. */
export interface FetchAllOptions extends AbortOptions {
  /** Called for each chunk that arrives; the last event is complete. */
  readonly onProgress?: OnProgress<DownloadProgress> | undefined;
}

/**
 * Stores remote files on the device, each completely or not at all. After disposal, pending and new calls reject with
 * `disposed`.
 */
export interface FileCache extends AsyncDisposable {
  /**
   * Returns all files of a set in order: stored ones from the device, the rest downloaded. An interrupted download
   * keeps its bytes and the next call resumes it. Makes no request if all are stored.
   *
   * @throws OnsightError `download-failed`, `integrity-mismatch`, `quota-exceeded`, `not-cached-offline`
   */
  fetchAll(files: readonly RemoteFile[], options?: FetchAllOptions): Promise<readonly Blob[]>;
  /**
   * Returns a small file whose content may change (a manifest): from the network, or the stored copy when offline.
   *
   * @param options - `maxBytes` is the maximum accepted response size, 1,000,000 by default
   * @throws OnsightError `not-cached-offline` if neither is available, `download-failed`, `integrity-mismatch`
   */
  fetchFresh(file: RemoteFile, options?: AbortOptions & { readonly maxBytes?: number }): Promise<Blob>;
  /** True for each file that is stored. Makes no request. */
  stored(files: readonly RemoteFile[]): Promise<readonly boolean[]>;
  /**
   * Size of each file in bytes, without a request for stored ones: the cost of a download before it starts. `missing`
   * if the server has no such file, undefined if it does not report the size.
   *
   * @throws OnsightError `download-failed`, `not-cached-offline`
   */
  sizes(files: readonly RemoteFile[], options?: AbortOptions): Promise<readonly (number | 'missing' | undefined)[]>;
  /**
   * Opens a file for random access without storing it; reads from the device if it is stored. If the server does not
   * support ranges, the whole file is downloaded.
   *
   * @throws OnsightError `download-failed`, `not-cached-offline`
   */
  openReader(file: RemoteFile, options?: AbortOptions): Promise<FileReader>;
  /** Opens a sink for a file generated locally; once closed, `fetchAll` returns it as if downloaded from `url`. */
  make(file: RemoteFile): Promise<FileSink>;
  /** Runs `task` while no other tab or worker of this origin runs one with the same name. */
  alone<T>(name: string, task: () => Promise<T>, options?: AbortOptions): Promise<T>;
  /** Deletes a stored file; does nothing if it is not stored. */
  drop(file: RemoteFile): Promise<void>;
  /**
   * Keeps the stored versions of these files (each with its `sha256`) on behalf of `owner` when newer ones are
   * downloaded. `delete` of their group still removes them.
   */
  keep(owner: string, files: readonly RemoteFile[]): Promise<void>;
  /** Releases all kept versions and deletes those superseded by newer ones. @returns their owners */
  releaseKept(): Promise<readonly string[]>;
  list(): Promise<readonly StoredGroup[]>;
  /** Deletes a group once its downloads have settled; false if nothing of it was stored. */
  delete(group: string): Promise<boolean>;
  /**
   * A small JSON value stored beside the files; undefined if missing. Survives a reload. Silently not stored if the
   * disk is full.
   */
  readRecord(key: string): Promise<unknown>;
  writeRecord(key: string, value: unknown): Promise<void>;
}

/** Options of {@link openFileCache}. */
export interface FileCacheOptions {
  /**
   * Name of the OPFS folder or Cache API cache. Caches with the same name share files across tabs and workers.
   *
   * @defaultValue 'onsight-files'
   */
  readonly name?: string;
  /** @defaultValue the global fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** @defaultValue best available: OPFS, then the Cache API, then memory */
  readonly storage?: 'opfs' | 'cache' | 'memory';
  /**
   * Bytes per stored piece; an interruption costs at most this for each of the four requests in flight.
   *
   * @defaultValue 2 MiB
   */
  readonly pieceBytes?: number;
  /** Pieces per request. @defaultValue 4 */
  readonly runPieces?: number;
  /**
   * Delay before the first retry of a failed request; doubles with each consecutive failure, up to four attempts.
   *
   * @defaultValue 300
   */
  readonly retryDelayMs?: number;
  /** Time without any data after which a response counts as broken. @defaultValue 30,000 */
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
    throw new TypeError(`Expected \`name\` to consist of letters, digits, \`.\`, \`_\` or \`-\`, got \`${name}\`.`);
  }
  return new StoredFileCache(name, await openBlobStore(name, storage), options);
}
