import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { NewLine } from '../../sample/placed-line.ts';
import type { Metadata } from '../../store/contract/item.ts';
import type { ReindexOptions, ReindexResult } from '../reindex/reindex.ts';

/** Options of `library.readText`. `originals`: original files by item id; small text is not legible in previews. */
export interface ReadTextOptions extends Omit<ReindexOptions, 'onProgress'> {
  /** Items to read. @defaultValue all images */
  readonly ids?: readonly string[] | undefined;
  /** Whether items are read again that this model has read. @defaultValue false */
  readonly again?: boolean | undefined;
  /** The counts are those of the images that the run found unread. */
  readonly onProgress?: ReindexOptions['onProgress'];
}

/** Result of `library.readText`. */
export interface ReadTextResult extends Pick<ReindexResult, 'failed'> {
  /** Images that were read, with or without text. */
  readonly read: number;
}

/** Reads the text of images. Provided by the worker. */
export interface PageReader {
  /** Model and version. */
  readonly by: string;
  /**
   * @param metadata - of the item: the size of its original, and its camera
   * @returns lines in reading order, and the kind of image
   * @throws OnsightError `image-unreadable`, `unsupported-media`
   */
  read(
    image: Blob,
    metadata: Metadata,
    options: AbortOptions & { readonly onProgress?: OnProgress<LoadProgress> | undefined },
  ): Promise<{ readonly lines: readonly NewLine[]; readonly kind: string }>;
}
