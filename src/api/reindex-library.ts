import type { EngineSession } from './session-state.ts';
import { withProgress, type LoadProgress, type OnProgress } from '../core/progress.ts';
import type { ReindexOptions, ReindexResult } from '../library/reindex/reindex.ts';
import type { LibraryRef } from '../worker/contract.ts';
import { isKind } from '../sample/is-kind.ts';

/** Dependencies of {@link reindexLibrary}. */
interface ReindexDeps {
  readonly session: EngineSession;
  readonly library: LibraryRef;
  /** Called on download and load progress, in addition to the listener of the call. */
  readonly onLoad: OnProgress<LoadProgress> | undefined;
}

/** See `Library.reindex`. @throws TypeError if `originals` is not a Map of files */
export async function reindexLibrary(
  { session, library, onLoad }: ReindexDeps,
  { signal, onProgress, originals }: ReindexOptions,
): Promise<ReindexResult> {
  // Input of a page in plain JavaScript.
  const given: unknown = originals;
  if (
    given !== undefined &&
    !(given instanceof Map && [...given.values()].every((file) => isKind(file, 'Blob', 'File')))
  )
    throw new TypeError('Expected `originals` to be a Map from ids of items to their files.');
  return session.call('reindexLibrary', { library, originals }, withProgress({ signal, onProgress }, onLoad));
}
