import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import { withDeadline } from '../core/async/deadline.ts';
import { Once } from '../core/async/once.ts';
import { DisposeGuard } from '../core/disposable.ts';
import { OnsightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Contract, EventOf, ParamsOf, ProgressOf, ResultOf, StreamMethod } from './contract.ts';
import { LiveWorker } from './live-worker.ts';
import type { WorkerLike } from './messages.ts';
import { neverFalling } from './progress-laws.ts';
import { RepeatedStream } from './repeated-stream.ts';
import { fromReply, type Reply } from './reply.ts';
import { createStream, type EventSink, type Stream } from './stream.ts';

/** An attempt that failed. */
export interface FailedAttempt<Config> {
  readonly error: unknown;
  /** How many attempts were made for this call. */
  readonly attempts: number;
  /** Configuration of the worker that failed. */
  readonly config: Config;
}

/** Decides about one more attempt: the configuration of its worker, or undefined to give up. */
type RetryPolicy<Config> = (failed: FailedAttempt<Config>) => { readonly config: Config } | undefined;

/** Options of a {@link Session}. */
export interface SessionOptions<Config> {
  /** Named by the error `disposed`, as in "The store "photos"". */
  readonly what: string;
  /** Handed to `createService` in the worker. */
  readonly config: Config;
  /** Starts a worker; `retry` counts the attempts that met an old script. */
  readonly spawn: (retry: number) => WorkerLike;
  /** Called when a worker cannot be started; resolves with the error to throw. @defaultValue the error itself */
  readonly explainStart?: (error: unknown) => Promise<unknown>;
  /** @defaultValue {@link repeatOnce} */
  readonly retryPolicy?: RetryPolicy<Config>;
  /** How long a cancelled call may take to give up before its worker is ended. @defaultValue 3000 */
  readonly graceMs?: number;
  /** How long the worker may take to start. @defaultValue 30000 */
  readonly startTimeoutMs?: number;
  /** A worker that does not reply to a call within this time is ended; not for streams. @defaultValue no limit */
  readonly callTimeoutMs?: number;
}

/** Options of one call. */
export interface CallOptions<Progress> extends AbortOptions {
  readonly onProgress?: OnProgress<Progress> | undefined;
}

/** A call as the session sends it, as often as it must. */
interface Request extends AbortOptions {
  readonly method: string;
  readonly params: unknown;
  readonly onProgress: OnProgress<unknown> | undefined;
  readonly sink: EventSink<unknown> | undefined;
}

/** Repeats a call once on a new worker if its worker died. */
export function repeatOnce<Config>({
  error,
  attempts,
  config,
}: FailedAttempt<Config>): { readonly config: Config } | undefined {
  return attempts === 1 && OnsightError.is(error, 'worker-crashed') ? { config } : undefined;
}

/**
 * The page's end of a contract: starts the worker, replaces it when it dies, repeats the calls that died with it, and
 * settles a cancelled call at once. Every call carries all it needs, so it can be repeated on a worker that knows
 * nothing.
 */
export class Session<C extends Contract<C>, Config = undefined> implements AsyncDisposable {
  readonly #options: SessionOptions<Config>;
  readonly #guard: DisposeGuard;
  readonly #live: Once<LiveWorker<Config>>;
  #config: Config;
  #buried: LiveWorker<Config> | undefined;

  constructor(options: SessionOptions<Config>) {
    this.#options = options;
    this.#guard = new DisposeGuard(options.what);
    this.#config = options.config;
    this.#live = new Once(() => this.#start());
  }

  /** Starts the worker if none is running. @throws OnsightError `worker-crashed`, `protocol-mismatch`, `disposed` */
  async start(options: AbortOptions = {}): Promise<void> {
    this.#guard.check();
    await this.#worker(options);
  }

  /**
   * Calls a method of the worker.
   *
   * @throws what the method throws; OnsightError `worker-crashed` if two workers in a row died of it, `disposed`
   */
  call<M extends keyof C & string>(
    method: M,
    params: ParamsOf<C, M>,
    options: CallOptions<ProgressOf<C, M>> = {},
  ): Promise<ResultOf<C, M>> {
    return this.#call(method, params, options, undefined);
  }

  /** Calls a method and streams its events. `params` are made when the call starts. Errors are those of `call`. */
  stream<M extends StreamMethod<C> & string>(
    method: M,
    params: () => Promise<ParamsOf<C, M>>,
    options: CallOptions<ProgressOf<C, M>> = {},
  ): Stream<EventOf<C, M>, ResultOf<C, M>> {
    return createStream(
      async (sink, signal) => this.#call(method, await raceAbort(params(), signal), { ...options, signal }, sink),
      options,
    );
  }

  async #call<M extends keyof C & string>(
    method: M,
    params: ParamsOf<C, M>,
    { signal, onProgress }: CallOptions<ProgressOf<C, M>>,
    sink: EventSink<EventOf<C, M>> | undefined,
  ): Promise<ResultOf<C, M>> {
    this.#guard.check();
    signal?.throwIfAborted();
    // The contract types both ends; between them everything is data.
    const report = onProgress && (neverFalling(onProgress) as OnProgress<unknown>);
    const request: Request = {
      method,
      params,
      signal,
      onProgress: report,
      sink,
    };
    return raceAbort(this.#repeat(request), signal);
  }

  async #repeat(request: Request): Promise<unknown> {
    const { retryPolicy = repeatOnce } = this.#options;
    const stream = request.sink && new RepeatedStream(request.sink);
    for (let attempts = 1; ; attempts += 1) {
      const live = await this.#worker(request);
      try {
        return await this.#attempt(live, request, stream);
      } catch (error) {
        request.signal?.throwIfAborted();
        this.#guard.check();
        const next = retryPolicy({ error, attempts, config: live.config });
        if (next === undefined) throw error;
        this.#config = next.config;
      }
    }
  }

  async #attempt(
    live: LiveWorker<Config>,
    { method, params, signal, onProgress }: Request,
    stream: RepeatedStream | undefined,
  ): Promise<unknown> {
    const { graceMs = 3_000 } = this.#options;
    const report =
      onProgress &&
      ((event: unknown): void => {
        if (signal?.aborted !== true) onProgress(event);
      });
    const grant = (credit: number): void => {
      live.grant(call.id, credit);
    };
    const call = live.call({ method, params, onProgress: report, onEvent: stream?.begin(grant) });
    stream?.sink.attach(grant);
    let settled = false;
    const onAbort = (): void => {
      live.cancel(call.id);
      setTimeout(() => {
        if (!settled) live.end('a cancelled call did not give up');
      }, graceMs);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      // A stream takes as long as its consumer.
      const reply = stream === undefined ? await this.#inTime(live, method, call.reply) : await call.reply;
      if (!reply.ok && reply.recycle) live.end('its runtime failed');
      return fromReply(reply, signal?.reason);
    } finally {
      settled = true;
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #inTime(live: LiveWorker<Config>, method: string, reply: Promise<Reply>): Promise<Reply> {
    const { callTimeoutMs } = this.#options;
    if (callTimeoutMs === undefined) return reply;
    try {
      return await withDeadline(reply, `The call "${method}"`, callTimeoutMs);
    } catch (error) {
      live.end('it did not reply in time');
      throw error;
    }
  }

  async #worker(options: AbortOptions): Promise<LiveWorker<Config>> {
    const live = await this.#live.get(options);
    if (live.alive) return live;
    // Of several callers that find the same dead worker only the first may forget it, or each would start its own.
    if (this.#buried !== live) {
      this.#buried = live;
      this.#live.reset();
    }
    return this.#live.get(options);
  }

  async #start(): Promise<LiveWorker<Config>> {
    const { spawn, startTimeoutMs, explainStart } = this.#options;
    const start = (retry: number): Promise<LiveWorker<Config>> =>
      LiveWorker.start(() => spawn(retry), { config: this.#config, timeoutMs: startTimeoutMs });
    try {
      return await start(0);
    } catch (error) {
      // A cache may have kept the script of an older release: ask past it once.
      if (OnsightError.is(error, 'protocol-mismatch')) return start(1);
      throw explainStart === undefined ? error : await explainStart(error);
    }
  }

  /** Ends the worker; later calls reject with `disposed`. */
  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      const live = await this.#live.peek()?.catch(() => undefined);
      live?.end('it was disposed');
    });
  }

  /** Ends the worker when an `await using` block ends. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
