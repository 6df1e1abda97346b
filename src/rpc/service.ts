import { OnsightError } from '../core/errors.ts';
import { type OnProgress, throttleProgress } from '../core/progress.ts';
import { buildId } from './build-id.ts';
import type { Contract, EventOf, ParamsOf, ProgressOf, ResultOf } from './contract.ts';
import { holdLifeLock } from './life-lock.ts';
import { onMessage, type Endpoint, type FromWorker, type Handshake, type ToWorker } from './messages.ts';
import { toErrorReply } from './reply.ts';
import { encodeError } from './wire-error.ts';

type CallMessage = Extract<ToWorker, { readonly kind: 'call' }>;

/** A call in the worker: its signal, its progress and the events it has yet to send. */
class RunningCall {
  readonly id: number;
  readonly #post: (message: FromWorker) => void;
  readonly #controller = new AbortController();
  readonly #progress: ReturnType<typeof throttleProgress<unknown>> | undefined;
  readonly #streams: boolean;
  readonly #held: { readonly event: unknown; readonly onSent: () => void }[] = [];
  #credit: number;
  #ended = false;

  constructor({ id, progress, credit }: CallMessage, post: (message: FromWorker) => void) {
    this.id = id;
    this.#post = post;
    this.#streams = credit !== undefined;
    this.#credit = credit ?? 0;
    this.#progress = progress
      ? throttleProgress<unknown>((event) => {
          post({ kind: 'progress', id, event });
        })
      : undefined;
  }

  /** The context of the method; the contract says what its progress and events are. */
  context(): CallContext<unknown, unknown> {
    return {
      signal: this.#controller.signal,
      onProgress: (event) => {
        if (!this.#ended) this.#progress?.report(event);
      },
      emit: this.#streams ? (event) => this.#emit(event) : undefined,
    };
  }

  cancel(): void {
    this.#controller.abort();
    // A producer that waits for room must see the abort.
    this.#send(this.#held.length);
  }

  /** The consumer has room for so many more events. */
  grant(credit: number): void {
    this.#credit += credit;
    this.#send(this.#credit);
  }

  /** Sends all that is held back; the reply comes next. */
  flush(): void {
    this.#ended = true;
    this.#progress?.flush();
    this.#send(this.#held.length);
  }

  #emit(event: unknown): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((onSent) => {
      this.#held.push({ event, onSent });
      this.#send(this.#credit);
    });
  }

  #send(count: number): void {
    for (const { event, onSent } of this.#held.splice(0, count)) {
      this.#credit -= 1;
      if (!this.#controller.signal.aborted) this.#post({ kind: 'event', id: this.id, event });
      onSent();
    }
  }
}

/** Context of a call, besides its parameters. */
export interface CallContext<Progress, Event = never> {
  /** Aborts when the caller cancels. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<Progress>;
  /**
   * Sends one event of a stream; undefined if the caller does not stream. The promise resolves once the consumer has
   * room for the next event; producers that need no back-pressure may ignore it.
   */
  readonly emit: ((event: Event) => Promise<void>) | undefined;
}

/** One function for each method of a contract. */
export type Methods<C extends Contract<C>> = {
  readonly [M in keyof C]: (
    params: ParamsOf<C, M>,
    context: CallContext<ProgressOf<C, M>, EventOf<C, M>>,
  ) => Promise<ResultOf<C, M>>;
};

/** Dependencies of {@link createService}. */
export interface ServiceDeps<C extends Contract<C>> {
  readonly methods: Methods<C>;
  /** Buffers of a result that move to the page instead of being copied. */
  readonly transfer?: { readonly [M in keyof C]?: (result: ResultOf<C, M>) => Transferable[] };
  /** Rejects when nothing that runs here can be trusted to settle. */
  readonly lost?: Promise<never>;
  /** True if only a new worker helps after this error. */
  readonly isFatal?: (error: unknown) => boolean;
}

/** The worker's end of a contract. */
export interface Service {
  /** Answers the calls that arrive at an endpoint. @returns a function that aborts them and stops listening */
  serve(endpoint: Endpoint): () => void;
}

/**
 * Creates the worker's end of a contract. `setUp` makes the methods from the configuration of the page's session, once
 * per connection.
 *
 * @example
 * ```ts
 * createService<StoreContract>(() => ({ methods: storeMethods() })).serve(self);
 * ```
 */
export function createService<C extends Contract<C>>(setUp: (config: unknown) => ServiceDeps<C>): Service {
  return {
    serve: (endpoint) => {
      const connection = new Connection<C>(endpoint, setUp);
      return () => {
        connection.close();
      };
    },
  };
}

class Connection<C extends Contract<C>> {
  readonly #endpoint: Endpoint;
  readonly #setUp: (config: unknown) => ServiceDeps<C>;
  readonly #calls = new Map<number, RunningCall>();
  readonly #closed = new AbortController();
  readonly #stopListening: () => void;
  #deps: ServiceDeps<C> | undefined;

  constructor(endpoint: Endpoint, setUp: (config: unknown) => ServiceDeps<C>) {
    this.#endpoint = endpoint;
    this.#setUp = setUp;
    this.#stopListening = onMessage(endpoint, (message) => {
      this.#receive(message as ToWorker); // a page sends nothing else
    });
  }

  close(): void {
    this.#stopListening();
    this.#closed.abort();
    for (const call of this.#calls.values()) call.cancel();
  }

  #receive(message: ToWorker): void {
    switch (message.kind) {
      case 'handshake':
        void this.#handshake(message);
        return;
      case 'call': {
        const call = new RunningCall(message, (event) => {
          this.#post(event);
        });
        this.#calls.set(message.id, call);
        void this.#run(call, message.method, message.params);
        return;
      }
      case 'credit':
        this.#calls.get(message.id)?.grant(message.credit);
        return;
      case 'cancel':
        this.#calls.get(message.id)?.cancel();
    }
  }

  async #handshake({ config, lifeLock }: Handshake): Promise<void> {
    try {
      await holdLifeLock(lifeLock, this.#closed.signal);
      this.#deps = this.#setUp(config);
      this.#post({ kind: 'ready', build: buildId });
    } catch (error) {
      this.#post({ kind: 'refused', error: encodeError(error) });
    }
  }

  async #run(call: RunningCall, method: string, params: unknown): Promise<void> {
    try {
      if (this.#deps === undefined) throw new OnsightError('internal', { reason: 'a call came before the handshake' });
      const { methods, transfer, lost } = this.#deps;
      if (!Object.hasOwn(methods, method))
        throw new OnsightError('internal', { reason: `this worker has no method "${method}"` });
      const name = method as keyof C;
      const running = methods[name](params, call.context());
      const value = await Promise.race(lost === undefined ? [running] : [running, lost]);
      const buffersOf: ((result: typeof value) => Transferable[]) | undefined = transfer?.[name];
      call.flush();
      this.#post({ kind: 'reply', id: call.id, reply: { ok: true, value } }, buffersOf?.(value));
    } catch (error) {
      call.flush();
      const recycle = this.#deps?.isFatal?.(error) ?? false;
      this.#post({ kind: 'reply', id: call.id, reply: toErrorReply(error, recycle) });
    } finally {
      this.#calls.delete(call.id);
    }
  }

  #post(message: FromWorker, transfer: Transferable[] = []): void {
    this.#endpoint.postMessage(message, { transfer });
  }
}
