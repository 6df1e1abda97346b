import type { AbortOptions } from '../../core/async/abort.ts';

/** What is known of a file before it is read. */
export interface FileStat {
  readonly bytes: number;
  /** Anything that changes when the content does: an ETag, a hash, a time. Says whether a broken-off conversion can go on. */
  readonly version: string;
}

/** The files of a checkpoint, wherever they lie: on the Hub, in a folder that was dropped on a page, on a disk. */
export interface CheckpointFiles {
  /** Undefined where there is no such file. */
  stat(path: string, options?: AbortOptions): Promise<FileStat | undefined>;
  /** The bytes from `start` up to `end`: exactly as many, or it rejects. */
  read(path: string, start: number, end: number, options?: AbortOptions): Promise<Uint8Array>;
}
