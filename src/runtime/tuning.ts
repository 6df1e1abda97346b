/** Storage for measured costs (the file cache's records). */
export interface TuningRecords {
  readRecord(key: string): Promise<unknown>;
  writeRecord(key: string, value: unknown): Promise<void>;
}

/** Runs per candidate; the cost is the minimum, because the first runs of a new shape include planning and warm-up. */
const samplesEach = 3;
/** A later candidate must be cheaper by this factor, so that noise does not add latency or memory. */
const worthwhile = 0.93;

/**
 * Finds the cheapest of a few settings by using each for real work: untried candidates first, in the given order, then
 * the cheapest. Measurements are stored under `key`.
 */
export class Tuning {
  readonly #key: string;
  readonly #candidates: readonly number[];
  readonly #records: TuningRecords;
  readonly #samples = new Map<number, number[]>();

  private constructor(key: string, candidates: readonly number[], records: TuningRecords) {
    this.#key = key;
    this.#candidates = candidates;
    this.#records = records;
  }

  /** Reads the measurements of earlier visits. Candidates are in order of preference among equals. */
  static async open(key: string, candidates: readonly number[], records: TuningRecords): Promise<Tuning> {
    const tuning = new Tuning(key, candidates, records);
    const stored = await records.readRecord(key);
    if (typeof stored === 'object' && stored !== null)
      for (const candidate of candidates) {
        const cost: unknown = Reflect.get(stored, candidate);
        if (typeof cost === 'number' && cost > 0) tuning.#samples.set(candidate, Array<number>(samplesEach).fill(cost));
      }
    return tuning;
  }

  /** The candidate to use now. */
  get choice(): number {
    const untried = this.#candidates.find((candidate) => !this.#isMeasured(candidate));
    if (untried !== undefined) return untried;
    return this.#candidates.reduce((best, next) => (this.#cost(next) < this.#cost(best) * worthwhile ? next : best));
  }

  /** Milliseconds per unit for the current choice; undefined until measured. */
  get measuredMs(): number | undefined {
    const cost = this.#cost(this.choice);
    return Number.isFinite(cost) ? cost : undefined;
  }

  /** Reports the cost of one unit of work with `candidate`. */
  async report(candidate: number, msPerUnit: number): Promise<void> {
    if (!this.#candidates.includes(candidate) || this.#isMeasured(candidate)) return;
    this.#samples.set(candidate, [...(this.#samples.get(candidate) ?? []), msPerUnit]);
    if (!this.#isMeasured(candidate)) return;
    const measured = this.#candidates.filter((each) => this.#isMeasured(each));
    await this.#records.writeRecord(this.#key, Object.fromEntries(measured.map((each) => [each, this.#cost(each)])));
  }

  #isMeasured(candidate: number): boolean {
    return (this.#samples.get(candidate)?.length ?? 0) >= samplesEach;
  }

  #cost(candidate: number): number {
    return Math.min(...(this.#samples.get(candidate) ?? []), Infinity);
  }
}
