import type { Store, StoreStats } from 'onsight/store';

/** Bytes of one made row on disk: codes and residuals of 8 bits for 512 numbers, its id and metadata. Measured. */
const bytesPerRow = 1_070;

/** Disk usage of the rows, and the browser's storage estimate. */
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

/** Whether the browser has space for a store of `total` rows; true if it does not report its quota. */
export function hasRoom({ store, usedBytes = 0, quotaBytes }: Footprint, total: number): boolean {
  return quotaBytes === undefined || bytesOfRows(total - store.rows) <= quotaBytes - usedBytes;
}
