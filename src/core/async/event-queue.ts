/** Events that are pushed on one side and awaited on the other, in order and without loss. */
export class EventQueue<T> implements AsyncIterableIterator<T, undefined> {
  readonly #events: T[] = [];
  readonly #waiting: (() => void)[] = [];
  #end: { readonly error?: unknown } | undefined;

  /** Adds an event; ignored after the end. */
  push(event: T): void {
    if (this.#end !== undefined) return;
    this.#events.push(event);
    this.#waiting.shift()?.();
  }

  /** Ends the queue: events that were pushed are still delivered. */
  end(): void {
    this.#finish({});
  }

  /** Ends the queue with an error, which comes after the events that were pushed. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  /** Ends the queue with an error at once: undelivered events are discarded. */
  abort(reason: unknown): void {
    this.#events.length = 0;
    this.#finish({ error: reason });
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      if (this.#events.length > 0) return { done: false, value: this.#events.splice(0, 1)[0] as T };
      if (this.#end !== undefined && 'error' in this.#end) throw this.#end.error;
      if (this.#end !== undefined) return { done: true, value: undefined };
      await new Promise<void>((wake) => {
        this.#waiting.push(wake);
      });
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
