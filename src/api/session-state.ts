import type { Session } from '../rpc/session.ts';
import type { EngineConfig, EngineContract } from '../worker/contract.ts';
import { withProgress, type LoadProgress, type OnProgress } from '../core/progress.ts';
import type { TaskPage } from '../tasks/task-page.ts';
import type { ModelInfo } from '../families/capabilities.ts';
import type { CustomModality } from '../sample/modality.ts';
import type { SessionModels } from './arguments/model-choice.ts';

/** The page's end of the engine's worker. */
export type EngineSession = Session<EngineContract, EngineConfig>;

/** State of a page's onsight. The worker gets all it needs with each call. */
export class SessionState {
  readonly session: EngineSession;
  /** Of the embedding model. */
  readonly info: ModelInfo;
  readonly onProgress: OnProgress<LoadProgress> | undefined;
  readonly openLibraries = new Set<string>();
  /** Custom modalities of its libraries. */
  readonly modalities: readonly CustomModality[];
  /** Which model does what; `load` of a named model changes it. */
  models: SessionModels;

  constructor(
    session: EngineSession,
    parts: {
      readonly info: ModelInfo;
      readonly models: SessionModels;
      readonly onProgress: OnProgress<LoadProgress> | undefined;
      readonly modalities: readonly CustomModality[];
    },
  ) {
    this.session = session;
    this.info = parts.info;
    this.models = parts.models;
    this.onProgress = parts.onProgress;
    this.modalities = parts.modalities;
  }

  /** Options of a call whose loading is reported to the session's listener too. */
  withProgress(options: Parameters<TaskPage['withProgress']>[0]): ReturnType<TaskPage['withProgress']> {
    return withProgress(options, this.onProgress);
  }
}
