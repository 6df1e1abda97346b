import { Tuning, type TuningRecords } from '../runtime/tuning.ts';

/** Number of images per run: measured once per device by trying each size on real work, then stored. */
export interface BatchSize {
  readonly limit: number;
  /** Milliseconds of one item with this limit; undefined until measured. */
  readonly measuredMs: number | undefined;
  /** Runs a batch of `count` and records its duration. */
  timed<T>(count: number, run: () => Promise<T>): Promise<T>;
}

const candidates: readonly number[] = [1, 2, 4, 8];

/** Batch size stored under `key`; `maxBytes` bounds the inputs of one batch. */
export async function openBatchSize(
  key: string,
  bytesPerItem: number,
  records: TuningRecords,
  maxBytes: number = 32 * 1024 * 1024,
): Promise<BatchSize> {
  const fitting = candidates.filter((count) => count === 1 || count * bytesPerItem <= maxBytes);
  const tuning = await Tuning.open(key, fitting, records);
  return {
    get limit() {
      return tuning.choice;
    },
    get measuredMs() {
      return tuning.measuredMs;
    },
    async timed(count, run) {
      const start = performance.now();
      const result = await run();
      await tuning.report(count, (performance.now() - start) / count);
      return result;
    },
  };
}
