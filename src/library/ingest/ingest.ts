import type { AbortOptions } from '../../core/async/abort.ts';
import type { ImageProblem, MediaProblem, OnsightErrorCode } from '../../core/errors.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { GivenEmbedding, ReadablePart } from '../../sample/part.ts';
import type { Metadata } from '../../store/contract/item.ts';

/** A file to add, optionally with the caller's name and metadata. */
export type IngestFile = File | { readonly file: Blob; readonly name?: string; readonly metadata?: Metadata };

/** Content to be added as one item; its first part is its main one. */
interface IngestSample {
  readonly parts: readonly ReadablePart[];
  readonly metadata?: Metadata | undefined;
  /** @defaultValue the name of its first file */
  readonly name?: string | undefined;
  /** Embedding of its only part, computed earlier. */
  readonly embedding?: GivenEmbedding | undefined;
}

/** A file or a sample to be added. */
export type IngestItem = IngestFile | IngestSample;

/** Progress of `library.add`. `doneFiles` never falls; the last event is `{ phase: 'done' }`. */
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

/**
 * Why a file could not be added, for grouping. `not-an-image`: its content is something else, whatever its name.
 * `unsupported`: a known kind of image that this browser does not decode. `no-preview`: a camera raw file without an
 * embedded JPEG. `locked`: in use by another program or changed since it was chosen. `denied`: no permission.
 * `missing`: moved or deleted. `timeout`: it did not decode in time. `no-reader`: a part of a kind that the library
 * cannot read yet, such as `video`.
 */
export type AddFailureReason = ImageProblem | MediaProblem | 'timeout' | 'out-of-memory';

/** A file that could not be added. */
export interface AddFailure {
  readonly name: string;
  /** Its folder: the caller's `metadata.folder`, else the folder of its path. */
  readonly folder?: string;
  readonly code: OnsightErrorCode;
  readonly reason: AddFailureReason;
  /** Short name of the kind of file, the same in all languages ('HEIC'): for `unsupported-media`. */
  readonly format?: string;
  /** In English, with the name. */
  readonly message: string;
}

/** Result of `library.add`. */
export interface AddResult {
  /** Ids of the new items, in the order of the files. */
  readonly added: readonly string[];
  /** Ids of files whose content was already stored. */
  readonly skipped: readonly string[];
  readonly failed: readonly AddFailure[];
}

/** A text to add, optionally with the caller's metadata. */
export type IngestText = string | { readonly text: string; readonly metadata?: Metadata };

/** Result of `library.addTexts`. */
export interface AddTextsResult {
  /** Ids of the new items, in the order of the texts. */
  readonly added: readonly string[];
  /** Ids of texts that were already stored. */
  readonly skipped: readonly string[];
}

/** Options of `library.addTexts`. */
export interface AddTextsOptions extends AbortOptions {
  /** Called on download and load progress. */
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** Options of `library.add`. */
export interface AddOptions extends AbortOptions {
  readonly onProgress?: OnProgress<AddProgress> | undefined;
  /** Longest side of the stored thumbnail in pixels; `false` stores none. @defaultValue 512 */
  readonly thumbnail?: number | false;
}
