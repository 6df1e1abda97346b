import { throttleProgress } from '../core/progress.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { CallContext } from './service.ts';

type CallMessage = Extract<ToWorker, { readonly kind: 'call' }>;

/** A call in the worker: its signal, its progress and the events it has yet to send. */
export class RunningCall {
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
