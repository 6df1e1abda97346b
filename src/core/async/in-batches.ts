import { gather, type Collector } from './gather.ts';

/** Collects values into arrays of at most `size`. If the source fails, the values before the failure come first. */
export function inBatches<T>(values: Iterable<T> | AsyncIterable<T>, size: number): AsyncGenerator<readonly T[], void> {
  return gather(values, new Batch<T>(size));
}

class Batch<T> implements Collector<T, readonly T[]> {
  readonly #size: number;
  #values: T[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(value: T): boolean {
    return this.#values.push(value) >= this.#size;
  }

  take(): readonly T[] | undefined {
    if (this.#values.length === 0) return undefined;
    const values = this.#values;
    this.#values = [];
    return values;
  }
}
