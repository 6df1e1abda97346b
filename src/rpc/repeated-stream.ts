import type { EventSink } from './stream.ts';

/** Passes the events of a call on once, however often the call is repeated: each attempt streams from its start. */
export class RepeatedStream {
  readonly sink: EventSink<unknown>;
  #passed = 0;

  constructor(sink: EventSink<unknown>) {
    this.sink = sink;
  }

  /** Receives the events of a new attempt; room for those that are not passed on is granted at once. */
  begin(grant: (credit: number) => void): (event: unknown) => void {
    let received = 0;
    return (event) => {
      received += 1;
      if (received <= this.#passed) {
        grant(1);
        return;
      }
      this.#passed = received;
      this.sink.push(event);
    };
  }
}
