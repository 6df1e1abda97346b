import type { AbortOptions } from '../core/abort.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { Filter, Modality, StoreProgress } from '../protocol/worker-methods.ts';

/** Options of `Library.list`. */
export interface ListOptions extends AbortOptions {
  /** @defaultValue 100 */
  readonly limit?: number;
  /** Id of the last item of the page before. */
  readonly after?: string;
  readonly filter?: Filter;
  /** Whether items carry their thumbnail. @defaultValue true */
  readonly thumbnails?: boolean;
}

/** Options of `Library.duplicates`. */
export interface DuplicatesOptions extends AbortOptions {
  /** Lowest cosine of two items that count as the same. @defaultValue 0.95 */
  readonly threshold?: number;
  readonly filter?: Filter;
  /** @defaultValue 'image' */
  readonly modality?: Modality;
  readonly onProgress?: OnProgress<LoadProgress | StoreProgress>;
}
