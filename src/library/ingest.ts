import type { AbortOptions } from '../core/abort.ts';
import type { OnsightErrorCode } from '../core/errors.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { Metadata } from '../store/item.ts';

/** A file to be added: the file itself, or the file with a name and metadata of the caller's. */
export type IngestFile = File | { readonly file: Blob; readonly name?: string; readonly metadata?: Metadata };

/** How far `library.add` has come. `doneFiles` never falls; the last event is `{ phase: 'done' }`. */
export type AddProgress =
  LoadProgress | ({ readonly phase: 'index' } & AddCounts) | ({ readonly phase: 'done' } & AddCounts);

/** The counts of a running or finished `library.add`. */
export interface AddCounts {
  readonly doneFiles: number;
  readonly totalFiles: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly added: number;
  readonly skipped: number;
  readonly failed: number;
  readonly imagesPerSecond: number;
  /** Estimated from the speed so far; undefined until it is known. */
  readonly remainingMs: number | undefined;
}

/** A file that could not be added. */
export interface AddFailure {
  readonly name: string;
  readonly code: OnsightErrorCode;
  readonly message: string;
}

/** What `library.add` did. */
export interface AddResult {
  /** Ids of the new items, in the order of the files. */
  readonly added: readonly string[];
  /** Ids of files that were there already (same content). */
  readonly skipped: readonly string[];
  readonly failed: readonly AddFailure[];
}

/** A text to be added: the words, or the words with metadata of the caller's. */
export type IngestText = string | { readonly text: string; readonly metadata?: Metadata };

/** What `library.addTexts` did. */
export interface AddTextsResult {
  /** Ids of the new items, in the order of the texts. */
  readonly added: readonly string[];
  /** Ids of texts that were there already (same words). */
  readonly skipped: readonly string[];
}

/** Options of `library.addTexts`. */
export interface AddTextsOptions extends AbortOptions {
  /** Hears of the model's download and load. */
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** Options of `library.add`. */
export interface AddOptions extends AbortOptions {
  readonly onProgress?: OnProgress<AddProgress> | undefined;
  /** Longest side of the stored thumbnail in pixels; `false` stores none. @defaultValue 512 */
  readonly thumbnail?: number | false;
}
