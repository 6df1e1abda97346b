import type { Store, StoreStats } from 'onsight/store';

/** What one made row takes on disk: two planes of 8 bits for 512 numbers, its id and its facts. Measured. */
const bytesPerRow = 1_070;

/** What the rows take, and what the browser says of its storage as a whole. */
export interface Footprint {
  readonly store: StoreStats;
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
}

/** Asks the store and the browser. */
export async function readFootprint(rows: Pick<Store, 'stats'>): Promise<Footprint> {
  const [store, { usage, quota }] = await Promise.all([rows.stats(), navigator.storage.estimate()]);
  return { store, usedBytes: usage, quotaBytes: quota };
}

/** Bytes on disk that so many made rows take. */
export function bytesOfRows(rows: number): number {
  return rows * bytesPerRow;
}

/** Whether the browser has room for a store of `total` rows. Where it does not say, the store finds out. */
export function hasRoom({ store, usedBytes = 0, quotaBytes }: Footprint, total: number): boolean {
  return quotaBytes === undefined || bytesOfRows(total - store.rows) <= quotaBytes - usedBytes;
}
