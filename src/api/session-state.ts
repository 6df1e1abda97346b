import type { AbortOptions } from '../core/async/abort.ts';
import type { Session } from '../rpc/session.ts';
import type { Stream } from '../rpc/stream.ts';
import type { EngineConfig, EngineContract } from '../worker/contract.ts';
import { withProgress, type LoadProgress, type OnProgress } from '../core/progress.ts';
import type { ModelInfo } from '../families/capabilities.ts';
import type { CustomModality } from '../sample/modality.ts';
import type { ModelCallOptions } from '../tasks/call-options.ts';
import type { TaskPage } from '../tasks/task-page.ts';
import type { SessionModels } from './arguments/model-choice.ts';

/** The page's end of the engine's worker. */
export type EngineSession = Session<EngineContract, EngineConfig>;

/** {@link EngineSession} by any name. */
interface UntypedSession {
  call(name: string, params: object, options: AbortOptions): Promise<unknown>;
  stream(name: string, params: () => Promise<object>, options: AbortOptions): Stream<unknown, unknown>;
}

/** State of a page's onsight. The worker gets all it needs with each call. */
export class SessionState implements TaskPage {
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

  /** Calls the worker half of a task. */
  readonly call: TaskPage['call'] = (name, params, { priority, ...options }) =>
    this.#untyped.call(name, { ...params, priority }, this.withProgress(options)) as never;

  /** Streams the events of a task. */
  readonly stream: TaskPage['stream'] = (name, params, { priority, ...options }) => {
    const withPriority = async (): Promise<object> => ({ ...(await params()), priority });
    return this.#untyped.stream(name, withPriority, this.withProgress(options)) as never;
  };

  /** Results of tasks from outside that are kept on this device. */
  readonly results: TaskPage['results'] = {
    get: (key, { signal }) => this.session.call('knownResult', { key }, { signal }),
    set: (key, result, { signal }) => this.session.call('keepResult', { key, result }, { signal }),
  };

  /** The session without the types of its contract: TypeScript does not narrow them by a generic name. */
  get #untyped(): UntypedSession {
    return this.session;
  }

  /** Options of a call whose loading is reported to the session's listener too. */
  withProgress(options: ModelCallOptions): AbortOptions & { readonly onProgress: OnProgress<LoadProgress> } {
    return withProgress(options, this.onProgress);
  }
}
