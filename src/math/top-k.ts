/** A key with its score. */
interface Scored<K> {
  readonly key: K;
  readonly score: number;
}

/**
 * Keeps the best `limit` of any number of scored keys: highest score first, equal scores by `compareKeys`. A binary
 * heap with the worst kept one on top, so an offer costs O(log limit) and most offers one comparison.
 *
 * @example
 * ```ts
 * const top = new TopK<string>(2, compareText);
 * top.offer(0.1, 'a'); top.offer(0.3, 'b'); top.offer(0.3, 'a');
 * top.take(); // [{ key: 'a', score: 0.3 }, { key: 'b', score: 0.3 }]
 * ```
 */
export class TopK<K> {
  readonly #limit: number;
  readonly #compareKeys: (a: K, b: K) => number;
  readonly #heap: Scored<K>[] = [];

  constructor(limit: number, compareKeys: (a: K, b: K) => number) {
    this.#limit = limit;
    this.#compareKeys = compareKeys;
  }

  /** Keys with a lower score cannot enter any more; -Infinity until `limit` keys are kept. */
  get floor(): number {
    const worst = this.#heap[0];
    return this.#heap.length < this.#limit || worst === undefined ? -Infinity : worst.score;
  }

  /** Adds `key` if it is among the best so far. */
  offer(score: number, key: K): void {
    const entry: Scored<K> = { key, score };
    if (this.#heap.length < this.#limit) {
      this.#heap.push(entry);
      this.#rise(this.#heap.length - 1);
      return;
    }
    const worst = this.#heap[0];
    if (worst === undefined || this.#order(entry, worst) >= 0) return;
    this.#heap[0] = entry;
    this.#sink(0);
  }

  /** Returns the kept keys, best first, and empties the heap. */
  take(): readonly Scored<K>[] {
    return this.#heap.splice(0).sort((a, b) => this.#order(a, b));
  }

  /** Negative if `a` is better. */
  #order(a: Scored<K>, b: Scored<K>): number {
    return b.score - a.score || this.#compareKeys(a.key, b.key);
  }

  /** True if the entry at `a` is worse than that at `b` and belongs above it. */
  #worse(a: number, b: number): boolean {
    const left = this.#heap[a];
    const right = this.#heap[b];
    return left !== undefined && right !== undefined && this.#order(left, right) > 0;
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#worse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (this.#worse(child, worst)) worst = child;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #swap(a: number, b: number): void {
    const [left, right] = [this.#heap[a], this.#heap[b]];
    if (left === undefined || right === undefined) return;
    this.#heap[a] = right;
    this.#heap[b] = left;
  }
}

/** Compares strings by UTF-16 code unit: the same on every device, in every language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
