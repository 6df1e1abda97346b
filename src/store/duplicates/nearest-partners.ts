/** Two row numbers and their score. */
interface ScoredPair {
  readonly a: number;
  readonly b: number;
  readonly score: number;
}

/** Highest-scoring partners of each row among all added pairs; 8 bytes per row and partner. */
export class NearestPartners {
  readonly #perRow: number;
  readonly #partners: Uint32Array;
  readonly #scores: Float32Array;
  readonly #counts: Uint16Array;

  constructor(rows: number, perRow: number) {
    this.#perRow = perRow;
    this.#partners = new Uint32Array(rows * perRow);
    this.#scores = new Float32Array(rows * perRow);
    this.#counts = new Uint16Array(rows);
  }

  /** Adds a pair of rows; of equal scores the earlier one stays. */
  add(a: number, b: number, score: number): void {
    if (a === b) return;
    // As it is stored: a double would be above its own rounding, and replace an earlier equal.
    const rounded = Math.fround(score);
    this.#insert(a, b, rounded);
    this.#insert(b, a, rounded);
  }

  /** Pairs that are among the nearest of either row, highest first, each once. */
  pairs(): readonly ScoredPair[] {
    const pairs: ScoredPair[] = [];
    this.#counts.forEach((count, row) => {
      for (let at = row * this.#perRow; at < row * this.#perRow + count; at += 1) {
        const [partner, score] = [this.#partners[at] ?? 0, this.#scores[at] ?? 0];
        // If both rows keep each other, the lower row reports the pair.
        if (row < partner || !this.#keeps(partner, row))
          pairs.push({ a: Math.min(row, partner), b: Math.max(row, partner), score });
      }
    });
    return pairs.sort((p, q) => q.score - p.score || p.a - q.a || p.b - q.b);
  }

  #keeps(row: number, partner: number): boolean {
    const start = row * this.#perRow;
    return this.#partners.subarray(start, start + (this.#counts[row] ?? 0)).includes(partner);
  }

  /** Keeps the partners of a row sorted, nearest first. */
  #insert(row: number, partner: number, score: number): void {
    const start = row * this.#perRow;
    const count = this.#counts[row] ?? 0;
    let at = start + count;
    while (at > start && (this.#scores[at - 1] ?? 0) < score) at -= 1;
    if (at === start + this.#perRow) return;
    const end = start + Math.min(count, this.#perRow - 1);
    this.#partners.copyWithin(at + 1, at, end);
    this.#scores.copyWithin(at + 1, at, end);
    this.#partners[at] = partner;
    this.#scores[at] = score;
    this.#counts[row] = Math.min(this.#perRow, count + 1);
  }
}
