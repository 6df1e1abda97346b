/** Bounds of a {@link ReadAhead}. */
interface ReadAheadLimits {
  /** Maximum number of concurrent works. */
  readonly atOnce: number;
  /** Maximum number of results that are pending or not taken yet. */
  readonly ahead: number;
}

interface Slot<R> {
  /** Undefined at the end of the source. */
  readonly result: Promise<{ readonly value: R } | undefined>;
  settled: boolean;
}

/**
 * Runs `work` on an iterator's values, a few at a time and ahead of the consumer, and returns results in order. The
 * bounds hold at any speed, so memory stays flat.
 */
export class ReadAhead<T, R> {
  readonly #source: AsyncIterator<T>;
  readonly #work: (value: T) => Promise<R>;
  readonly #limits: ReadAheadLimits;
  readonly #slots: Slot<R>[] = [];
  #working = 0;
  #ended = false;

  constructor(source: AsyncIterable<T>, work: (value: T) => Promise<R>, limits: ReadAheadLimits) {
    this.#source = source[Symbol.asyncIterator]();
    this.#work = work;
    this.#limits = limits;
    this.#fill();
  }

  /** Waits for the next result and returns it with those that are ready after it, at most `most`; empty at the end. */
  async take(most: number): Promise<readonly R[]> {
    const taken: R[] = [];
    for (let slot = this.#slots[0]; slot !== undefined; slot = this.#slots[0]) {
      if (taken.length >= most || (taken.length > 0 && !slot.settled)) break;
      const result = await slot.result;
      this.#slots.shift();
      this.#fill();
      if (result === undefined) break;
      taken.push(result.value);
    }
    return taken;
  }

  /** Starts no more work. Results of running work are discarded. */
  end(): void {
    this.#ended = true;
  }

  #fill(): void {
    while (!this.#ended && this.#working < this.#limits.atOnce && this.#slots.length < this.#limits.ahead) {
      this.#working += 1;
      const slot: Slot<R> = { result: this.#next(), settled: false };
      const settle = (): void => {
        slot.settled = true;
      };
      slot.result.then(settle, settle);
      this.#slots.push(slot);
    }
  }

  async #next(): Promise<{ readonly value: R } | undefined> {
    try {
      // A generator answers calls in order, including those made while it works on an earlier one.
      const next = await this.#source.next();
      if (next.done === true) {
        this.#ended = true;
        return undefined;
      }
      return { value: await this.#work(next.value) };
    } finally {
      this.#working -= 1;
      this.#fill();
    }
  }
}
