import type { AbortOptions } from '../core/async/abort.ts';
import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress } from '../core/progress.ts';
import type { Capabilities, Capability, ModelTask } from '../families/capabilities.ts';
import type { Embedder } from '../library/embedder.ts';
import type { LibraryService } from '../library/library-service.ts';
import type { ListenParams, SpokenSamples } from '../media-worker/contract.ts';
import type { MediaWorker } from '../media-worker/media-worker.ts';
import type { CallContext } from '../rpc/service.ts';
import type { AudioSpec } from '../media/audio/log-mel.ts';
import type { ReadWindow } from '../media/audio/read-windows.ts';
import type { AudioRef } from '../sample/part.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { Task } from './define-task.ts';
import type { KnownResults } from './known-results.ts';

/** Models, as the worker halves of tasks use them; the engine of the worker is one. */
export interface TaskEngine {
  /** `embed`: the model of calls without a library. */
  readonly config: { readonly embed: ModelRef };
  readonly images: Pick<MediaWorker, 'read' | 'decode'>;
  /** Windows of a sound, decoded in the media worker; leaving the loop stops that. */
  hear(audio: AudioRef, spec: AudioSpec, options: AbortOptions): AsyncGenerator<ReadWindow>;
  /** Samples of a sound, mixed so that speech is clear, decoded in the media worker; leaving the loop stops that. */
  listen(audio: AudioRef & Pick<ListenParams, 'rate' | 'track'>, options: AbortOptions): AsyncGenerator<SpokenSamples>;
  /**
   * Runs `work` with a capability of a model, which stays in memory meanwhile.
   *
   * @throws OnsightError `unsupported-model` if the model lacks the capability or the task
   */
  capability<C extends Capability, T>(
    ref: ModelRef,
    name: C,
    options: AbortOptions & { readonly task?: ModelTask | undefined },
    work: (capability: Capabilities[C]) => Promise<T>,
  ): Promise<T>;
  /** An embedding model, as libraries use it. */
  embedder(ref: ModelRef, options: AbortOptions): Promise<Embedder>;
}

/** Dependencies of the worker halves of tasks. */
export interface TaskHost {
  readonly engine: TaskEngine;
  readonly libraries: { find(name: string, options: AbortOptions): Promise<Pick<LibraryService, 'thumbnail' | 'get'>> };
  readonly results: KnownResults;
}

/** Context of a call; passed on to a capability, it takes its turn in the lane by its priority. */
export interface TaskCallContext<Event> extends CallContext<LoadProgress, Event> {
  /** Of the call, else of the task. */
  readonly priority: Priority | undefined;
}

/** The worker half of a task. */
export type TaskWorker<T> =
  T extends Task<string, infer Params, infer Result, infer Event>
    ? (params: Params, context: TaskCallContext<Event>, host: TaskHost) => Promise<Result>
    : never;
