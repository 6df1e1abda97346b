import type { AbortOptions } from '../../core/async/abort.ts';

/** Size and version of a file. */
export interface FileStat {
  readonly bytes: number;
  /** Changes with the content: an ETag, a hash, a time. Decides whether an interrupted conversion can resume. */
  readonly version: string;
}

/** Files of a checkpoint, wherever they are stored: on the Hub, in a folder dropped on a page, on disk. */
export interface CheckpointFiles {
  /** Undefined if the file does not exist. */
  stat(path: string, options?: AbortOptions): Promise<FileStat | undefined>;
  /** Reads the bytes from `start` up to `end`; rejects if there are fewer. */
  read(path: string, start: number, end: number, options?: AbortOptions): Promise<Uint8Array>;
}
