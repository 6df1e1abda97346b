import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import { EventQueue } from '../core/async/event-queue.ts';
import { linkAbort } from '../core/async/link-abort.ts';
import { streamWindow } from './messages.ts';

/**
 * Events of a call as they happen, and its result.
 *
 * The call starts when the first event or `result` is asked for. Leaving the loop cancels it. After an abort no more
 * events come: the loop and `result` throw `signal.reason`. The producer waits while 16 events are unread, unless
 * `result` was asked for: then unread events are buffered, because nobody may ever read them.
 */
export interface Stream<Event, Result> extends AsyncIterable<Event, undefined> {
  readonly result: Promise<Result>;
}

/** Receives the events of a call. */
export interface EventSink<Event> {
  push(event: Event): void;
  /** Sets how the producer is granted room for more events; once per attempt. */
  attach(grant: (credit: number) => void): void;
}

/** Creates a stream over a call. `run` makes the call, which must end once its signal aborts. */
export function createStream<Event, Result>(
  run: (sink: EventSink<Event>, signal: AbortSignal) => Promise<Result>,
  { signal }: AbortOptions = {},
): Stream<Event, Result> {
  return new CallStream(run, signal);
}

class CallStream<Event, Result> implements Stream<Event, Result>, EventSink<Event> {
  readonly #run: (sink: EventSink<Event>, signal: AbortSignal) => Promise<Result>;
  readonly #signal: AbortSignal | undefined;
  readonly #left = new AbortController();
  readonly #events = new EventQueue<Event>();
  #settling: Promise<Result> | undefined;
  #grant: (credit: number) => void = () => undefined;
  #isUnbounded = false;
  /** Events taken since room was last granted. */
  #taken = 0;

  constructor(run: (sink: EventSink<Event>, signal: AbortSignal) => Promise<Result>, signal: AbortSignal | undefined) {
    this.#run = run;
    this.#signal = signal;
  }

  get result(): Promise<Result> {
    if (!this.#isUnbounded) this.#grant(Number.MAX_SAFE_INTEGER);
    this.#isUnbounded = true;
    return this.#start();
  }

  push(event: Event): void {
    this.#events.push(event);
  }

  attach(grant: (credit: number) => void): void {
    this.#grant = grant;
    if (this.#isUnbounded) grant(Number.MAX_SAFE_INTEGER);
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined, undefined> {
    return {
      next: async () => {
        if (this.#left.signal.aborted) return { done: true, value: undefined };
        void this.#start();
        const next = await this.#events.next();
        if (next.done !== true) this.#makeRoom();
        return next;
      },
      return: () => {
        this.#left.abort(new DOMException('The stream was left before its end.', 'AbortError'));
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #makeRoom(): void {
    this.#taken += 1;
    // In portions: one message per event would double the traffic.
    if (this.#isUnbounded || this.#taken < streamWindow / 2) return;
    this.#grant(this.#taken);
    this.#taken = 0;
  }

  #start(): Promise<Result> {
    if (this.#settling === undefined) {
      this.#settling = this.#settle();
      // A loop throws the same error; `result` may have no reader.
      this.#settling.catch(() => undefined);
    }
    return this.#settling;
  }

  async #settle(): Promise<Result> {
    const linked = linkAbort(this.#signal, this.#left.signal);
    const { signal } = linked;
    const onAbort = (): void => {
      this.#events.abort(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      const result = await raceAbort(this.#run(this, signal), signal);
      this.#events.end();
      return result;
    } catch (error) {
      this.#events.fail(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      linked.unlink();
    }
  }
}
