/** How far {@link ReadAhead} may run ahead. */
interface ReadAheadLimits {
  /** Most works at a time. */
  readonly atOnce: number;
  /** Most results, finished or not, that wait to be taken. */
  readonly ahead: number;
}

interface Slot<R> {
  /** Undefined at the end of the source. */
  readonly result: Promise<{ readonly value: R } | undefined>;
  settled: boolean;
}

/**
 * Does `work` on what an iterator gives, a few at a time and ahead of whoever takes the results, and gives the results
 * in the iterator's order. The bounds hold whatever the speeds are: that is what keeps memory flat.
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

  /** Waits for the next result and takes with it what is ready behind it, at most `most`; empty at the end. */
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

  /** Starts no more work. What is under way ends unseen. */
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
      // A generator answers calls in their order, also those made while it still works on the one before.
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
