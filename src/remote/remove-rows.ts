import { chunks } from './in-flight.ts';
import type { RemoteEngine } from './remote-engine.ts';

const rowsPerCall = 1_000;

/** Deletes rows; resolves with how many were there. */
export async function removeRows(engine: RemoteEngine, ids: readonly string[]): Promise<number> {
  let count = 0;
  for (const batch of chunks([...new Set(ids)], rowsPerCall)) {
    const there = (await engine.fetch(batch, {})).map((row) => row.id);
    if (there.length > 0) await engine.remove(there);
    count += there.length;
  }
  return count;
}

/** Deletes all rows. */
export async function removeAll(engine: RemoteEngine): Promise<void> {
  for (;;) {
    const { rows } = await engine.page(undefined, { from: undefined, limit: rowsPerCall, wanted: {} });
    if (rows.length === 0) return;
    await engine.remove(rows.map((row) => row.id));
  }
}
