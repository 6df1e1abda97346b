import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { HubRepository } from './hub-repository.ts';

/** Options of {@link readFiles}. */
interface ReadOptions extends AbortOptions {
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/**
 * Reads files of a repository, in order.
 *
 * @throws OnsightError `unsupported-model` if the repository lacks one, and what the repository throws
 */
export async function readFiles(
  model: string,
  repository: HubRepository,
  paths: readonly string[],
  options: ReadOptions,
): Promise<readonly Blob[]> {
  let blobs: readonly Blob[];
  try {
    blobs = await repository.read(paths, options);
  } catch (cause) {
    if (!OnsightError.is(cause, 'download-failed') || cause.details.status !== 404) throw cause;
    const reason = `a file is not in its repository: ${cause.details.url}`;
    throw new OnsightError('unsupported-model', { model, reason }, { cause });
  }
  if (blobs.length !== paths.length)
    throw new OnsightError('internal', { reason: `not all of ${paths.join(', ')} were read` });
  return blobs;
}
