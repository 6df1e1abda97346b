import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { DuplicateLevel } from '../../library/library-service.ts';
import type { Filter } from '../../store/contract/filter.ts';
import type { Modality } from '../../store/contract/item.ts';
import type { StoreProgress } from '../../store/contract/store.ts';

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
  /**
   * `same`: one image, also saved again, scaled, brighter or darker, cut by up to a tenth at each edge, turned by quarter
   * turns, or mirrored. `similar`: also images of one scene, such as a burst. @defaultValue 'same'
   */
  readonly level?: DuplicateLevel;
  /**
   * Cosine from which two images are compared by their pixels, which decide; turned copies are found at any cosine.
   * Texts have no pixels: for them the cosine decides. @defaultValue 0.7, for texts 0.95
   */
  readonly threshold?: number;
  readonly filter?: Filter;
  /** @defaultValue 'image' */
  readonly modality?: Modality;
  readonly onProgress?: OnProgress<LoadProgress | StoreProgress>;
}
