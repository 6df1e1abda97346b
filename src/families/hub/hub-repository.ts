import type { AbortOptions } from '../../core/async/abort.ts';
import type { ModelFiles } from '../model-files.ts';

/** Access to one revision of a Hub repository; provided by the worker, which owns the file cache. */
export interface HubRepository extends ModelFiles {
  /**
   * Size in bytes of each file, in order; stored files need no request. `missing` if the repository lacks the file,
   * undefined if the server does not report the size.
   */
  sizes(paths: readonly string[], options?: AbortOptions): Promise<readonly (number | 'missing' | undefined)[]>;
}
