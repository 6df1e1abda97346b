import { DisposeGuard } from '../core/disposable.ts';
import { cutAddresses, OnsightError } from '../core/errors.ts';
import { watchViolations } from './setup/violations.ts';
import type { BlobStore } from './stores/blob-store.ts';
import { fetchFresh } from './download/fetch-fresh.ts';
import { fetchSet } from './download/fetch-set.ts';
import type { FetchAllOptions, FileCache, FileCacheOptions, RemoteFile, StoredGroup } from './file-cache.ts';
import { withLock } from '../core/async/with-lock.ts';
import { RangeReader, blobReader, type FileReader } from './file-reader.ts';
import { findStored, lockName } from './stores/find-stored.ts';
import { keepVersions, releaseVersions } from './stores/kept-versions.ts';
import { makeFile, type FileSink } from './make-file.ts';
import { mapWide } from './download/map-wide.ts';
import { linkAbort } from '../core/async/link-abort.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { probeSize, type NetworkOptions } from './download/probe-size.ts';
import { readRecord, writeRecord } from './stores/records.ts';
import { Slots } from './download/slots.ts';
import { StoredFile, inspectFolder, readEntry } from './stores/stored-file.ts';
import { checkInteger, checkText } from '../core/check.ts';

const requestsAtATime = 4;
const defaults = {
  pieceBytes: 2 * 1024 * 1024,
  runPieces: 4,
  retryDelayMs: 300,
  stallMs: 30_000,
  freshBytes: 1_000_000,
} as const;

/** Implementation of {@link FileCache} over a {@link BlobStore}. */
export class StoredFileCache implements FileCache {
  readonly #root: string;
  readonly #store: BlobStore;
  readonly #options: FileCacheOptions;
  readonly #slots = new Slots(requestsAtATime);
  readonly #guard = new DisposeGuard('This file cache');
  readonly #end = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(root: string, store: BlobStore, options: FileCacheOptions) {
    this.#root = root;
    this.#store = store;
    this.#options = options;
    watchViolations();
  }

  fetchAll(files: readonly RemoteFile[], options: FetchAllOptions = {}): Promise<readonly Blob[]> {
    files.forEach(checkFile);
    return this.#under(options, (network) =>
      fetchSet(
        {
          ...network,
          root: this.#root,
          store: this.#store,
          slots: this.#slots,
          pieces: {
            pieceBytes: this.#options.pieceBytes ?? defaults.pieceBytes,
            runPieces: this.#options.runPieces ?? defaults.runPieces,
          },
        },
        files,
        options.onProgress,
      ),
    );
  }

  fetchFresh(file: RemoteFile, options: AbortOptions & { readonly maxBytes?: number } = {}): Promise<Blob> {
    checkFile(file);
    return this.#under(options, (network) =>
      fetchFresh({ ...network, root: this.#root, store: this.#store }, file, options.maxBytes ?? defaults.freshBytes),
    );
  }

  async stored(files: readonly RemoteFile[]): Promise<readonly boolean[]> {
    files.forEach(checkFile);
    this.#guard.check();
    return Promise.all(files.map(async (file) => (await findStored(this.#store, file)) !== undefined));
  }

  sizes(
    files: readonly RemoteFile[],
    options: AbortOptions = {},
  ): Promise<readonly (number | 'missing' | undefined)[]> {
    files.forEach(checkFile);
    return this.#under(options, (network) =>
      mapWide(files, requestsAtATime, network.signal, (file, signal) => this.#sizeOf(file, { ...network, signal })),
    );
  }

  async #sizeOf(file: RemoteFile, network: NetworkOptions): Promise<number | 'missing' | undefined> {
    const stored = await findStored(this.#store, file);
    if (stored !== undefined) return stored.size;
    try {
      const { bytes, exact } = await this.#slots.run(() => probeSize(file, network), network.signal);
      return exact ? bytes : undefined;
    } catch (error) {
      if (OnsightError.is(error, 'download-failed') && error.details.status === 404) return 'missing';
      throw error;
    }
  }

  openReader(file: RemoteFile, options: AbortOptions = {}): Promise<FileReader> {
    checkFile(file);
    return this.#under(options, async (network) => {
      const stored = await findStored(this.#store, file);
      if (stored !== undefined) return blobReader(stored);
      const { bytes, exact, validator } = await this.#slots.run(() => probeSize(file, network), network.signal);
      if (validator !== undefined && exact && bytes !== undefined)
        return new RangeReader(file, { bytes, validator }, network);
      const [whole] = await this.fetchAll([file], { signal: network.signal });
      return blobReader(whole ?? new Blob());
    });
  }

  async make(file: RemoteFile): Promise<FileSink> {
    checkFile(file);
    this.#guard.check();
    return makeFile(this.#store, file, this.#options.pieceBytes ?? defaults.pieceBytes);
  }

  alone<T>(name: string, task: () => Promise<T>, options: AbortOptions = {}): Promise<T> {
    return this.#under(options, ({ signal }) => withLock(`onsight:${this.#root}:alone:${name}`, task, { signal }));
  }

  async drop(file: RemoteFile): Promise<void> {
    checkFile(file);
    this.#guard.check();
    const stored = await StoredFile.at(this.#store, file);
    await withLock(lockName(this.#root, file), () => stored.discard());
  }

  keep(owner: string, files: readonly RemoteFile[]): Promise<void> {
    files.forEach(checkFile);
    const hashes = files.flatMap(({ sha256 }) => (sha256 === undefined ? [] : [sha256.toLowerCase()]));
    return this.alone('kept-versions', () => keepVersions(this.#store, owner, hashes));
  }

  releaseKept(): Promise<readonly string[]> {
    return this.alone('kept-versions', () => releaseVersions(this.#store));
  }

  async list(): Promise<readonly StoredGroup[]> {
    this.#guard.check();
    const groups = new Map<string, { bytes: number; files: number }>();
    for (const folder of await this.#store.folders()) {
      const found = await inspectFolder(this.#store, folder);
      if (found === undefined) continue;
      const { entry, bytes } = found;
      const sum = groups.get(entry.group) ?? { bytes: 0, files: 0 };
      groups.set(entry.group, { bytes: sum.bytes + bytes, files: sum.files + (entry.complete ? 1 : 0) });
    }
    return [...groups].map(([group, sum]) => ({ group, ...sum })).sort((a, b) => (a.group < b.group ? -1 : 1));
  }

  async delete(group: string): Promise<boolean> {
    this.#guard.check();
    let found = false;
    for (const folder of await this.#store.folders()) {
      const entry = await readEntry(this.#store, folder);
      if (entry?.group !== group) continue;
      found = true;
      await withLock(lockName(this.#root, entry), () => this.#store.deleteFolder(folder));
    }
    return found;
  }

  async readRecord(key: string): Promise<unknown> {
    this.#guard.check();
    return readRecord(this.#store, key);
  }

  async writeRecord(key: string, value: unknown): Promise<void> {
    this.#guard.check();
    await writeRecord(this.#store, key, value);
  }

  /** Runs `task` with a signal that also aborts when this cache is disposed. */
  async #under<T>(options: AbortOptions, task: (network: NetworkOptions) => Promise<T>): Promise<T> {
    this.#guard.check();
    options.signal?.throwIfAborted();
    const linked = linkAbort(options.signal, this.#end.signal);
    const fetch = this.#options.fetch ?? globalThis.fetch.bind(globalThis);
    const running = task({
      requester: { fetch, stallMs: this.#options.stallMs ?? defaults.stallMs },
      retryDelayMs: this.#options.retryDelayMs ?? defaults.retryDelayMs,
      signal: linked.signal,
    });
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      linked.unlink();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#guard.dispose(async () => {
      this.#end.abort(new OnsightError('disposed', { what: 'This file cache' }));
      await Promise.allSettled(this.#running);
    });
  }
}

/** @throws TypeError or RangeError if a field is invalid */
function checkFile(file: RemoteFile): void {
  checkText('group', file.group);
  checkText('path', file.path);
  checkText('url', file.url);
  // Of any scheme: what the platform cannot fetch fails there.
  if (!URL.canParse(file.url)) {
    throw new TypeError(cutAddresses(`Expected \`url\` to be an absolute address, got \`${file.url}\`.`));
  }
  if (file.bytes !== undefined) checkInteger('bytes', file.bytes, 0);
  if (file.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(file.sha256)) {
    throw new TypeError(`Expected \`sha256\` to be 64 hex digits, got \`${file.sha256}\`.`);
  }
}
