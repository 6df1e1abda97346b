import type { WireError } from './wire-error.ts';
import type { DeviceChoice, ModelRef } from './states.ts';
import type { Method, ParamsOf, ProgressOf, ResultOf } from './worker-methods.ts';

/** What the page tells a new worker before any call. */
export interface SessionConfig {
  /** Build of the page's half; a worker of another build answers with its own and is replaced. */
  readonly build: string;
  /** Name of a Web Lock that the worker holds as long as it lives: the page sees its end by getting the lock. */
  readonly lifeLock: string;
  readonly device: DeviceChoice;
  /** The model whose embeddings libraries hold. */
  readonly embed: ModelRef;
  /** Folder of packs, absolute, with a trailing slash. */
  readonly modelsUrl: string;
  /** Folder of ORT's files and transformers.js; the worker's own `assets/` when undefined. */
  readonly assetsUrl: string | undefined;
  readonly hubUrl: string;
}

/** A reply: data, never a thrown error, because codes and causes do not survive the wire. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  /** `recycle`: this worker cannot be trusted any more and must be replaced before the next call. */
  | { readonly ok: false; readonly error: WireError; readonly recycle: boolean };

/** The whole contract between page and worker. */
export interface WorkerApi {
  /** First call. Resolves with the worker's build once its life lock is held. */
  handshake(config: SessionConfig): Promise<{ readonly build: string }>;
  /** Runs a method; `callId` is what {@link WorkerApi.cancel} takes. */
  call<M extends Method>(
    callId: number,
    method: M,
    params: ParamsOf<M>,
    onProgress?: (event: ProgressOf<M>) => void,
  ): Promise<Reply<ResultOf<M>>>;
  /** Aborts a call: a queued one is removed, a download is aborted, an indexing run stops after its batch. */
  cancel(callId: number): void;
}
