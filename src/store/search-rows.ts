import { checkInteger } from '../core/check.ts';
import { measureSync } from '../core/measure.ts';
import type { ResidentSegment, RowScore, RowSearch } from '../math/vector-codes/vector-kernels.ts';
import { compareText } from '../math/top-k.ts';
import type { Metadata, RowField, ScoredRow } from './item.ts';
import type { Location } from './locate-rows.ts';
import type { MetadataSchema } from './metadata-schema.ts';
import { checkInclude, readRow } from './read-rows.ts';
import { chunkKey, loadCodes, readBlocks, readChunk } from './segment-reader.ts';
import type { SecondChunk } from './second-plane.ts';
import type { Segment } from './segment.ts';
import { compileSelection, selectRows, type Selection } from './selection.ts';
import type { StoreSearchOptions } from './store.ts';
import type { View } from './view.ts';

/** What {@link searchRows} looks for. */
export interface SearchRules {
  readonly selection: Selection;
  readonly limit: number;
  readonly minScore: number;
  readonly fields: ReadonlySet<RowField>;
}

/** @throws TypeError, RangeError for options that are none */
export function searchRules(options: StoreSearchOptions, schema: MetadataSchema | undefined): SearchRules {
  const { limit = 20, minScore = -Infinity } = options;
  checkInteger('limit', limit, 1);
  if (typeof minScore !== 'number' || Number.isNaN(minScore))
    throw new RangeError(`Expected \`minScore\` to be a number, got \`${String(minScore)}\`.`);
  return { selection: compileSelection(options, schema), limit, minScore, fields: checkInclude(options.include) };
}

/** A row that was found. */
export interface FoundRow extends Location {
  readonly id: string;
  readonly score: number;
}

/** Exact search: the best rows, best first, equal scores by id. Damaged segments are left out. */
export async function searchRows(
  view: View,
  query: Float32Array,
  rules: SearchRules,
): Promise<readonly ScoredRow<Metadata, RowField>[]> {
  for (;;) {
    const found = await findRows(view, query, rules);
    const rows = found && (await Promise.all(found.map((each) => readRow(view, each, rules.fields))));
    // A plane that turned out to be damaged is out of the next try, so this ends.
    if (found === undefined || rows === undefined || rows.includes(undefined)) continue;
    return rows.flatMap((row, i) => (row === undefined ? [] : [{ ...row, score: found[i]?.score ?? 0 }]));
  }
}

const none = new Uint8Array();

/** The best rows without what they hold; undefined when a plane turned out to be damaged, and all must be tried again. */
async function findRows(
  view: View,
  query: Float32Array,
  { selection, limit, minScore }: Omit<SearchRules, 'fields'>,
): Promise<readonly FoundRow[] | undefined> {
  await loadCodes(view);
  const segments = new Map<ResidentSegment, Segment>();
  const masks = new Map<ResidentSegment, Uint8Array | undefined>();
  const choose = async (segment: Segment): Promise<void> => {
    const chosen = await selectRows(view, selection, segment);
    if (segment.resident === undefined) return;
    segments.set(segment.resident, segment);
    masks.set(segment.resident, chosen === undefined ? none : segment.mask(chosen));
  };
  await Promise.all(view.mirror.segments.map(choose));
  const search = measureSync('scan', () =>
    view.mirror.resident(view.state).search(query, {
      k: limit,
      minScore,
      mask: (resident) => (masks.has(resident) ? masks.get(resident) : none),
    }),
  );
  if (!(await settleAll(view, search, segments)) || search.isStale) return undefined;
  return orderHits(view, search.hits(), segments, limit);
}

/** Rows whose second planes are read together. */
const settledAtOnce = 64;

/** Hands in the second planes that a search asks for. False when one is damaged. */
async function settleAll(
  view: View,
  search: RowSearch,
  segments: ReadonlyMap<ResidentSegment, Segment>,
): Promise<boolean> {
  const { dims } = view.state;
  for (let wanted = search.wanted(settledAtOnce); wanted.length > 0; wanted = search.wanted(settledAtOnce)) {
    const chunks = await readChunks(view, wanted, segments);
    for (const candidate of wanted) {
      const segment = segments.get(candidate.segment);
      const chunk = segment && chunks.get(chunkKey(segment, candidate.row));
      if (chunk === undefined) return false;
      const row = candidate.row % (segment?.head?.chunkRows ?? 1);
      search.settle(candidate, chunk.second.subarray(row * dims, (row + 1) * dims), chunk.errors[row] ?? 0);
    }
  }
  return true;
}

async function readChunks(
  view: View,
  wanted: readonly RowScore[],
  segments: ReadonlyMap<ResidentSegment, Segment>,
): Promise<ReadonlyMap<number, SecondChunk | undefined>> {
  const chunks = new Map<number, SecondChunk | undefined>();
  const missing = new Map<number, Promise<void>>();
  for (const { segment: resident, row } of wanted) {
    const segment = segments.get(resident);
    if (segment === undefined) continue;
    const key = chunkKey(segment, row);
    if (chunks.has(key) || missing.has(key)) continue;
    const known = view.mirror.seconds.get(key);
    if (known !== undefined) chunks.set(key, known);
    else
      missing.set(
        key,
        readChunk(view, segment, row).then((chunk) => void chunks.set(key, chunk)),
      );
  }
  if (missing.size > 0) await Promise.all(missing.values());
  return chunks;
}

async function orderHits(
  view: View,
  hits: readonly RowScore[],
  segments: ReadonlyMap<ResidentSegment, Segment>,
  limit: number,
): Promise<readonly FoundRow[] | undefined> {
  const placed = hits.flatMap(({ segment: resident, row, score }) => {
    const segment = segments.get(resident);
    return segment === undefined ? [] : [{ segment, row, score }];
  });
  const blocks = await readBlocks(
    view,
    placed.map(({ segment }) => segment),
  );
  if (placed.some(({ segment }) => !blocks.has(segment))) return undefined;
  return placed
    .map((hit) => ({ ...hit, id: blocks.get(hit.segment)?.id(hit.row) ?? '' }))
    .sort((a, b) => b.score - a.score || compareText(a.id, b.id))
    .slice(0, limit);
}
