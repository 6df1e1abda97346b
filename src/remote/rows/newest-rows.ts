import { OnsightError } from '../../core/errors.ts';
import type { RemoteEngine, ServerCondition } from '../remote-engine.ts';
import { toFields } from './remote-row.ts';

interface Place {
  readonly id: string;
  readonly addedAt: number;
}

const pageRows = 1_000;

/**
 * Returns the newest matching rows, newest first. Servers sort by a field only with an index on it, so this reads all
 * matching rows, one page at a time.
 *
 * @throws OnsightError `item-not-found` if `after` is not stored
 */
export async function newestRows(
  engine: RemoteEngine,
  condition: ServerCondition,
  options: {
    readonly store: string;
    readonly limit: number;
    readonly after: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly Place[]> {
  const { store, limit, after, signal } = options;
  const end = after === undefined ? undefined : await placeOf(engine, store, after, signal);
  let newest: Place[] = [];
  let from: string | undefined;
  do {
    const page = await engine.page(condition, { from, limit: pageRows, wanted: { records: true }, signal });
    const places = page.rows.map((row) => ({ id: row.id, addedAt: toFields(row).addedAt }));
    const candidates = places.filter((place) => end === undefined || byAge(end, place) < 0);
    newest = [...newest, ...candidates].sort(byAge).slice(0, limit);
    from = page.next;
  } while (from !== undefined);
  return newest;
}

async function placeOf(engine: RemoteEngine, store: string, id: string, signal?: AbortSignal): Promise<Place> {
  const [row] = await engine.fetch([id], { records: true }, signal);
  if (row === undefined) throw new OnsightError('item-not-found', { store, id });
  return { id, addedAt: toFields(row).addedAt };
}

/** Newest first; rows of the same time by id. */
function byAge(a: Place, b: Place): number {
  return b.addedAt - a.addedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
