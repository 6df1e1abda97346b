import { chunks } from '../in-flight.ts';
import type { RemoteEngine } from '../remote-engine.ts';

const rowsPerCall = 1_000;

/** Deletes rows; resolves with the number of rows that existed. */
export async function removeRows(engine: RemoteEngine, ids: readonly string[], signal?: AbortSignal): Promise<number> {
  let count = 0;
  for (const batch of chunks([...new Set(ids)], rowsPerCall)) {
    const there = (await engine.fetch(batch, {}, signal)).map((row) => row.id);
    if (there.length > 0) await engine.remove(there, signal);
    count += there.length;
  }
  return count;
}

/** Deletes all rows. */
export async function removeAll(engine: RemoteEngine, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const { rows } = await engine.page(undefined, { from: undefined, limit: rowsPerCall, wanted: {}, signal });
    if (rows.length === 0) return;
    await engine.remove(
      rows.map((row) => row.id),
      signal,
    );
  }
}
