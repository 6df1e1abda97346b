import type { AbortOptions } from '../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { Session } from '../rpc/session.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { EngineConfig, EngineContract } from '../worker/contract.ts';
import type { ModelName } from './tasks.ts';

/** Dependencies of the page halves of tasks. */
export interface TaskPage {
  readonly session: Session<EngineContract, EngineConfig>;
  /** The model of each task. */
  readonly models: Readonly<Record<ModelName, ModelRef>>;
  readonly openLibraries: Iterable<string>;
  /** Options of a call whose loading is reported to the session's listener too. */
  withProgress(options: AbortOptions & { readonly onProgress?: OnProgress<LoadProgress> | undefined }): AbortOptions & {
    readonly onProgress: OnProgress<LoadProgress>;
  };
}
