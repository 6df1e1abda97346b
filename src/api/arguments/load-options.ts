import type { AbortOptions } from '../../core/async/abort.ts';
import type { ModelInfo, ModelTask } from '../../families/capabilities.ts';
import type { ModelRef } from '../../sources/model-types.ts';
import type { ModelCallOptions } from '../../tasks/call-options.ts';

/** Options of `Onsight.openLibrary`. */
export interface OpenLibraryOptions extends AbortOptions {
  /**
   * Embeds the items and queries of this library. Libraries with different models may be open at once.
   *
   * @defaultValue the session's embedding model
   */
  readonly model?: string | ModelRef;
}

/** Options of `Onsight.load`. */
export interface LoadOptions extends ModelCallOptions {
  /** Tasks to load. @defaultValue embedding if the model has a joint space; all tasks of a named model */
  readonly tasks?: readonly ModelTask[];
}

/** Result of `Onsight.load`. */
export interface LoadResult {
  readonly model: ModelInfo;
  /** Tasks whose sessions are ready. */
  readonly loadedTasks: readonly ModelTask[];
  /**
   * Tasks that this session uses this model for from now on. Embedding is among them only if it is the session's own
   * model: a library keeps the model it was opened with.
   */
  readonly sessionTasks: readonly ModelTask[];
}
