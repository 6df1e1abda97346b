import type { AbortOptions } from '../../core/async/abort.ts';

/** A file of a pack, as the manifest lists it. */
export interface PackFile {
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** Takes the bytes of one file. */
export interface PackSink {
  /** The chunk is only valid until the promise settles. */
  write(chunk: Uint8Array): Promise<void>;
  /** All bytes were written; from now on the file exists, and `completed` tells of it. */
  close(file: PackFile): Promise<void>;
  /** Drops what was written. */
  abort(): Promise<void>;
}

/** Where a pack is written: a folder on a disk, the browser's file cache. */
export interface PackWriter {
  /**
   * The files that an earlier conversion under the same `key` finished. The key stands for the checkpoint's content and
   * every option that changes the bytes, so files of another key must not be told of.
   */
  completed(key: string, options?: AbortOptions): Promise<readonly PackFile[]>;
  /** Starts a file; one of that name is replaced when it is closed. */
  open(path: string, key: string, options?: AbortOptions): Promise<PackSink>;
}
