import type { AbortOptions } from '../../core/async/abort.ts';
import type { ModelInfo, ModelTask } from '../../families/capabilities.ts';
import type { ModelRef } from '../../sources/model-types.ts';
import type { ModelCallOptions } from '../../tasks/call-options.ts';

/** Options of `Onsight.openLibrary`. */
export interface OpenLibraryOptions extends AbortOptions {
  /**
   * Embeds what this library holds and what it is searched with. Libraries with different models may be open at once.
   *
   * @defaultValue the session's embedding model
   */
  readonly model?: string | ModelRef;
}

/** Options of `Onsight.load`. */
export interface LoadOptions extends ModelCallOptions {
  /** What is wanted of the model. @defaultValue embedding where it has a joint space; of a named model all it can */
  readonly tasks?: readonly ModelTask[];
}

/** Result of `Onsight.load`. */
export interface LoadResult {
  readonly model: ModelInfo;
  /** Tasks whose sessions are ready. */
  readonly loadedTasks: readonly ModelTask[];
  /**
   * Tasks that this session does with this model from now on. Embedding is among them only if it is the session's own
   * model: a library keeps the model it was opened with.
   */
  readonly sessionTasks: readonly ModelTask[];
}
