import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import { DisposeGuard } from '../core/disposable.ts';
import { OnsightError } from '../core/errors.ts';
import { Once } from '../core/async/once.ts';
import type { OnProgress } from '../core/progress.ts';
import { build } from '../protocol/build.ts';
import { decodeError } from '../protocol/wire-error.ts';
import type { SessionConfig } from '../protocol/worker-api.ts';
import type { Method, ParamsOf, ProgressOf, ResultOf } from '../protocol/worker-methods.ts';
import { LiveWorker } from './live-worker.ts';

/** Options of a {@link WorkerSession}. */
export interface WorkerSessionOptions {
  /** What is said to be disposed. @defaultValue 'This Onsight' */
  readonly what?: string;
  readonly config: Omit<SessionConfig, 'build' | 'lifeLock'>;
  /** Starts a worker; `retry` counts the tries that met an old script. */
  readonly spawn: (retry: number) => Worker;
  /** How long a cancelled call may take to give up before its worker is ended. @defaultValue 3000 */
  readonly graceMs?: number;
}

/** Options of one call. */
export interface CallOptions<M extends Method> extends AbortOptions {
  readonly onProgress?: OnProgress<ProgressOf<M>> | undefined;
}

/**
 * The page's end of the worker: starts it, starts it again when it dies, makes a call again that died with it, and
 * gives up a cancelled call at once. Calls say all they need, so any call can be made again on a new worker.
 */
export class WorkerSession {
  readonly #options: WorkerSessionOptions;
  readonly #guard: DisposeGuard;
  readonly #live: Once<LiveWorker>;
  #device: SessionConfig['device'];
  #lastCallId = 0;
  #buried: LiveWorker | undefined;

  constructor(options: WorkerSessionOptions) {
    this.#options = options;
    this.#guard = new DisposeGuard(options.what ?? 'This Onsight');
    this.#device = options.config.device;
    this.#live = new Once(() => this.#start());
  }

  /** Starts the worker if none runs. */
  async start(options: AbortOptions = {}): Promise<void> {
    this.#guard.check();
    await this.#worker(options);
  }

  /**
   * Runs a method of the worker.
   *
   * @throws OnsightError what the method throws; `worker-crashed` when two workers in a row died of it
   */
  call<M extends Method>(method: M, params: ParamsOf<M>, options: CallOptions<M> = {}): Promise<ResultOf<M>> {
    try {
      this.#guard.check();
      options.signal?.throwIfAborted();
    } catch (error) {
      return Promise.reject(error);
    }
    return raceAbort(this.#callAgain(method, params, options), options.signal);
  }

  async #callAgain<M extends Method>(method: M, params: ParamsOf<M>, options: CallOptions<M>): Promise<ResultOf<M>> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#callOnce(method, params, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        this.#guard.check();
        if (!this.#mayTryAgain(error, tries)) throw error;
      }
    }
  }

  /** A dead worker and a lost GPU deserve one more try; a GPU that is lost again is given up for WASM. */
  #mayTryAgain(error: unknown, tries: number): boolean {
    if (OnsightError.is(error, 'device-lost') && this.#device === 'auto' && tries === 2) {
      this.#device = 'wasm';
      return true;
    }
    return tries === 1 && (OnsightError.is(error, 'worker-crashed') || OnsightError.is(error, 'device-lost'));
  }

  async #callOnce<M extends Method>(
    method: M,
    params: ParamsOf<M>,
    { signal, onProgress }: CallOptions<M>,
  ): Promise<ResultOf<M>> {
    const live = await this.#worker({ signal });
    const callId = (this.#lastCallId += 1);
    let settled = false;
    const onAbort = (): void => {
      live.cancel(callId);
      setTimeout(() => {
        if (!settled) live.end('a cancelled call did not give up');
      }, this.#options.graceMs ?? 3_000);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const heard: typeof onProgress =
        onProgress &&
        ((event): void => {
          if (signal?.aborted !== true && !settled) onProgress(event);
        });
      const reply = await live.call(callId, method, params, heard);
      if (!reply.ok && reply.recycle) live.end('its runtime failed');
      if (!reply.ok) throw decodeError(reply.error, signal?.reason);
      return reply.value;
    } finally {
      settled = true;
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #worker(options: AbortOptions): Promise<LiveWorker> {
    const live = await this.#live.get(options);
    if (live.alive) return live;
    // Of several callers that find the same dead worker only the first may forget it, or each would start its own.
    if (this.#buried !== live) {
      this.#buried = live;
      this.#live.reset();
    }
    return this.#live.get(options);
  }

  async #start(): Promise<LiveWorker> {
    const start = (retry: number): Promise<LiveWorker> =>
      LiveWorker.start(() => this.#options.spawn(retry), {
        ...this.#options.config,
        device: this.#device,
        build,
        lifeLock: `onsight-worker-${crypto.randomUUID()}`,
      });
    try {
      return await start(0);
    } catch (error) {
      // A cache may have kept the script of an older release: ask past it once.
      if (OnsightError.is(error, 'protocol-mismatch')) return start(1);
      throw error;
    }
  }

  /** Ends the worker; later calls reject with `disposed`. */
  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      const live = await this.#live.peek()?.catch(() => undefined);
      live?.end('it was disposed');
    });
  }
}
