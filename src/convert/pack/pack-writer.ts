import type { AbortOptions } from '../../core/async/abort.ts';

/** A file of a pack, as the manifest lists it. */
export interface PackFile {
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** Sink for the bytes of one file. */
export interface PackSink {
  /** The chunk is only valid until the promise settles. */
  write(chunk: Uint8Array): Promise<void>;
  /** Completes the file: from now on it exists and `completed` lists it. */
  close(file: PackFile): Promise<void>;
  /** Discards what was written. */
  abort(): Promise<void>;
}

/** Destination of a pack: a folder on disk, the browser's file cache. */
export interface PackWriter {
  /**
   * Lists the files completed by an earlier conversion with the same `key`. The key identifies the checkpoint's content
   * and every option that affects the bytes, so files of another key must not be listed.
   */
  completed(key: string, options?: AbortOptions): Promise<readonly PackFile[]>;
  /** Starts a file; closing it replaces one with the same name. */
  open(path: string, key: string, options?: AbortOptions): Promise<PackSink>;
}
