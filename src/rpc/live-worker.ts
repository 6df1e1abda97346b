import { withDeadline } from '../core/async/deadline.ts';
import { OnsightError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { OnProgress } from '../core/progress.ts';
import { buildId } from './build-id.ts';
import { toMisuse } from './uncloneable.ts';
import { watchLifeLock } from './life-lock.ts';
import { onMessage, streamWindow, type FromWorker, type ToWorker, type WorkerLike } from './messages.ts';
import type { Reply } from './reply.ts';
import { decodeError } from './wire-error.ts';

/** A worker script that has not answered by then never will. */
const handshakeTimeoutMs = 30_000;

/** How a worker is started. */
interface StartOptions<Config> {
  readonly config: Config;
  /** Build the worker must be of. @defaultValue the page's own */
  readonly build?: string;
  /** @defaultValue 30000 */
  readonly timeoutMs?: number | undefined;
}

/** One call as it goes to a worker. */
interface WorkerCall {
  readonly method: string;
  readonly params: unknown;
  readonly onProgress: OnProgress<unknown> | undefined;
  /** Receives the events of a stream; undefined for a plain call. */
  readonly onEvent: ((event: unknown) => void) | undefined;
}

interface PendingCall extends Pick<WorkerCall, 'onProgress' | 'onEvent'> {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: OnsightError) => void;
}

/** One worker from its start to its end. Every call races the end, because its reply would never come. */
export class LiveWorker<Config = unknown> {
  /** Configuration it was started with. */
  readonly config: Config;
  readonly #worker: WorkerLike;
  readonly #watching = new AbortController();
  readonly #calls = new Map<number, PendingCall>();
  readonly #stopListening: () => void;
  readonly #build: Promise<string>;
  #onBuild: (build: string) => void = () => undefined;
  #onFailure: (error: unknown) => void = () => undefined;
  #lastId = 0;
  #alive = true;

  private constructor(worker: WorkerLike, config: Config) {
    this.config = config;
    this.#worker = worker;
    this.#build = new Promise((resolve, reject) => {
      this.#onBuild = resolve;
      this.#onFailure = reject;
    });
    this.#build.catch(() => undefined);
    this.#stopListening = onMessage(worker, (message) => {
      this.#receive(message as FromWorker); // a worker sends nothing else
    });
    worker.addEventListener('messageerror', this.#onMessageError);
  }

  /**
   * Starts a worker and shakes hands with it.
   *
   * @throws OnsightError `worker-crashed` if the script does not load, `protocol-mismatch` if it is of another build,
   * `deadline-exceeded` if it does not answer
   */
  static async start<Config>(spawn: () => WorkerLike, options: StartOptions<Config>): Promise<LiveWorker<Config>> {
    const { config, build = buildId, timeoutMs = handshakeTimeoutMs } = options;
    const live = new LiveWorker(spawn(), config);
    const lifeLock = `onsight-worker-${newId()}`;
    live.#worker.addEventListener('error', live.#onScriptError);
    try {
      live.#post({ kind: 'handshake', build, lifeLock, config });
      const actual = await withDeadline(live.#build, 'Starting the worker', timeoutMs);
      if (actual !== build) throw new OnsightError('protocol-mismatch', { expected: build, actual });
    } catch (error) {
      live.end('it could not be started');
      throw error;
    }
    // An uncaught error does not end a running worker; from here on its lock is the only sign of its end.
    live.#worker.removeEventListener('error', live.#onScriptError);
    watchLifeLock(lifeLock, live.#watching.signal, () => {
      live.end('it ended by itself');
    });
    return live;
  }

  /** False once the worker has ended, for whatever reason. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Sends a call.
   *
   * @returns the call's id, and its reply, which rejects with `worker-crashed` if the worker ends before it replies
   * @throws TypeError if a parameter cannot be cloned; it names the place
   */
  call({ method, params, onProgress, onEvent }: WorkerCall): { readonly id: number; readonly reply: Promise<Reply> } {
    const id = (this.#lastId += 1);
    if (!this.#alive)
      return { id, reply: Promise.reject(new OnsightError('worker-crashed', { reason: 'it has ended' })) };
    const credit = onEvent === undefined ? undefined : streamWindow;
    this.#post({ kind: 'call', id, method, params, progress: onProgress !== undefined, credit });
    const reply = new Promise<Reply>((resolve, reject) => {
      this.#calls.set(id, { onProgress, onEvent, resolve, reject });
    });
    return { id, reply };
  }

  /** Tells the worker that the consumer of a stream has room for more events. */
  grant(id: number, credit: number): void {
    if (this.#calls.has(id)) this.#post({ kind: 'credit', id, credit });
  }

  /** Asks the worker to give up a call. */
  cancel(id: number): void {
    if (this.#calls.has(id)) this.#post({ kind: 'cancel', id });
  }

  /** Ends the worker; pending calls reject with `worker-crashed`. */
  end(reason: string): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#watching.abort();
    this.#stopListening();
    this.#worker.terminate();
    const error = new OnsightError('worker-crashed', { reason });
    this.#onFailure(error);
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#onBuild(message.build);
        return;
      case 'refused':
        this.#onFailure(decodeError(message.error, undefined));
        return;
      case 'progress':
        this.#calls.get(message.id)?.onProgress?.(message.event);
        return;
      case 'event':
        this.#calls.get(message.id)?.onEvent?.(message.event);
        return;
      case 'reply': {
        const call = this.#calls.get(message.id);
        this.#calls.delete(message.id);
        call?.resolve(message.reply);
      }
    }
  }

  #post(message: ToWorker): void {
    try {
      this.#worker.postMessage(message, { transfer: [] });
    } catch (error) {
      throw message.kind === 'call' ? toMisuse(error, message.params) : error;
    }
  }

  readonly #onScriptError = (event: Event): void => {
    // A worker that was started by a worker would report it to the page as an uncaught error.
    event.preventDefault();
    const message = 'message' in event && typeof event.message === 'string' ? event.message : '';
    this.end(message || 'its script could not be loaded');
  };

  /** A lost reply would leave its call pending for ever. */
  readonly #onMessageError = (): void => {
    this.end('it sent a message that cannot be read');
  };
}
