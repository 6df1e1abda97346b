import type { AbortOptions } from '../../core/async/abort.ts';
import type { ModelFiles } from '../model-files.ts';

/** Access to one revision of a Hub repository; handed in by the worker, which owns the file cache. */
export interface HubRepository extends ModelFiles {
  /**
   * Size in bytes of each file, in order, of stored ones without a request; `missing` where the repository has no such
   * file, undefined where the server does not tell the size.
   */
  sizes(paths: readonly string[], options?: AbortOptions): Promise<readonly (number | 'missing' | undefined)[]>;
}
