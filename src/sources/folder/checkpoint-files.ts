import type { FileCache, RemoteFile } from '../../assets/file-cache.ts';
import type { FileReader } from '../../assets/file-reader.ts';
import type { CheckpointFiles } from '../../convert/checkpoint/checkpoint-files.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';

/** A checkpoint whose large files can be released once they were read. */
export interface ReleasableFiles extends CheckpointFiles {
  release?(path: string): Promise<void>;
  /** Stores a file that was read whole. */
  keep?(path: string, bytes: Uint8Array): Promise<void>;
}

/** A checkpoint on a server, read part by part: nothing of it is stored. */
export class RemoteCheckpoint implements ReleasableFiles {
  readonly #cache: FileCache;
  readonly #file: (path: string) => RemoteFile;
  readonly #readers = new Map<string, Promise<FileReader | undefined>>();

  constructor(cache: FileCache, file: (path: string) => RemoteFile) {
    this.#cache = cache;
    this.#file = file;
  }

  async stat(path: string, options: AbortOptions = {}): Promise<{ bytes: number; version: string } | undefined> {
    const reader = await this.#reader(path, options);
    return reader === undefined ? undefined : { bytes: reader.bytes, version: reader.version };
  }

  async read(path: string, start: number, end: number, options: AbortOptions = {}): Promise<Uint8Array> {
    const reader = await this.#reader(path, options);
    if (reader === undefined)
      throw new OnsightError('download-failed', {
        url: this.#file(path).url,
        reason: 'there is no such file',
        status: 404,
      });
    return reader.read(start, end, options);
  }

  /** Gives back the room of a file that had to be downloaded whole, where the server answers no ranges. */
  async release(path: string): Promise<void> {
    this.#readers.delete(path);
    await this.#cache.drop(this.#file(path));
  }

  async keep(path: string, bytes: Uint8Array): Promise<void> {
    const file = this.#file(path);
    if ((await this.#cache.stored([file]))[0] === true) return;
    const sink = await this.#cache.make(file);
    await sink.write(bytes);
    await sink.close();
  }

  #reader(path: string, options: AbortOptions): Promise<FileReader | undefined> {
    const known = this.#readers.get(path);
    if (known !== undefined) return known;
    const reader = this.#open(path, options);
    this.#readers.set(path, reader);
    // A failure is no answer: the next caller asks again.
    reader.catch(() => this.#readers.delete(path));
    return reader;
  }

  async #open(path: string, options: AbortOptions): Promise<FileReader | undefined> {
    try {
      return await this.#cache.openReader(this.#file(path), options);
    } catch (error) {
      if (OnsightError.is(error, 'download-failed') && error.details.status === 404) return undefined;
      throw error;
    }
  }
}

/** A checkpoint in a folder that the visitor chose: path inside it to file. */
export function folderCheckpoint(files: ReadonlyMap<string, Blob>): CheckpointFiles {
  return {
    stat: (path) => {
      const file = files.get(path);
      if (file === undefined) return Promise.resolve(undefined);
      const changed = file instanceof File ? String(file.lastModified) : '';
      return Promise.resolve({ bytes: file.size, version: `${String(file.size)} ${changed}` });
    },
    read: async (path, start, end) =>
      new Uint8Array(await (files.get(path) ?? new Blob()).slice(start, end).arrayBuffer()),
  };
}
