import { checkInteger } from '../core/check.ts';
import { measureSync } from '../core/measure.ts';
import type { ResidentSegment, RowScore, RowSearch } from '../math/vector-codes/vector-kernels.ts';
import { compareText } from '../math/top-k.ts';
import type { Metadata, RowField, ScoredRow } from './item.ts';
import type { Location } from './locate-rows.ts';
import type { MetadataSchema } from './metadata-schema.ts';
import { checkInclude, readRow } from './read-rows.ts';
import type { Mirror } from './mirror.ts';
import type { CollectionState } from './schema.ts';
import { chunkKey, loadCodes, readBlocks, readChunk } from './segment-reader.ts';
import type { SecondChunk } from './second-plane.ts';
import type { Segment } from './segment.ts';
import { compileSelection, selectKnown, selectRows, type Selected, type Selection } from './selection.ts';
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

/** A search after its scan. */
export interface ScannedRows {
  readonly search: RowSearch;
  readonly segments: ReadonlyMap<ResidentSegment, Segment>;
  /** What was scanned was a copy of this. */
  readonly state: CollectionState;
}

/**
 * Exact search: the best rows, best first, equal scores by id. Damaged segments are left out. `ahead`: what
 * {@link scanAhead} gave for the same query and rules.
 */
export async function searchRows(
  view: View,
  query: Float32Array,
  rules: SearchRules,
  ahead?: ScannedRows,
): Promise<readonly ScoredRow<Metadata, RowField>[]> {
  for (let scanned = ahead?.state === view.mirror.state ? ahead : undefined; ; scanned = undefined) {
    const found = await findRows(view, scanned ?? (await scan(view, query, rules)), rules.limit);
    const rows = found && (await Promise.all(found.map((each) => readRow(view, each, rules.fields))));
    // A plane that turned out to be damaged is out of the next try, so this ends.
    if (found === undefined || rows === undefined || rows.includes(undefined)) continue;
    return rows.flatMap((row, i) => (row === undefined ? [] : [{ ...row, score: found[i]?.score ?? 0 }]));
  }
}

/**
 * Scans before the disk has said whether the copy in memory is up to date, which it almost always is. Undefined where it
 * is known not to be, or where something is not in memory.
 */
export function scanAhead(mirror: Mirror, query: Float32Array, rules: SearchRules): ScannedRows | undefined {
  const { state } = mirror;
  if (state === undefined || mirror.isBehind) return undefined;
  const chosen = new Map<Segment, Selected>();
  for (const segment of mirror.segments) {
    if (!segment.whole) continue;
    const rows = segment.resident && selectKnown({ state, mirror }, rules.selection, segment);
    if (rows === undefined) return undefined;
    chosen.set(segment, rows);
  }
  return scanChosen({ state, mirror }, query, rules, chosen);
}

async function scan(view: View, query: Float32Array, rules: SearchRules): Promise<ScannedRows> {
  await loadCodes(view);
  const chosen = new Map<Segment, Selected | undefined>();
  const choose = async (segment: Segment): Promise<void> => {
    chosen.set(segment, await selectRows(view, rules.selection, segment));
  };
  await Promise.all(view.mirror.segments.map(choose));
  const { mirror } = view;
  return scanChosen({ state: mirror.state ?? view.state, mirror }, query, rules, chosen);
}

const none = new Uint8Array();

function scanChosen(
  { state, mirror }: Omit<View, 'tx'>,
  query: Float32Array,
  { limit, minScore }: SearchRules,
  chosen: ReadonlyMap<Segment, Selected | undefined>,
): ScannedRows {
  const segments = new Map<ResidentSegment, Segment>();
  const masks = new Map<ResidentSegment, Uint8Array | undefined>();
  for (const [segment, rows] of chosen) {
    if (segment.resident === undefined) continue;
    segments.set(segment.resident, segment);
    masks.set(segment.resident, rows === undefined ? none : segment.mask(rows));
  }
  const mask = (resident: ResidentSegment): Uint8Array | undefined =>
    masks.has(resident) ? masks.get(resident) : none;
  const search = measureSync('scan', () => mirror.resident(state).search(query, { k: limit, minScore, mask }));
  return { search, segments, state };
}

/** The best rows without what they hold; undefined when a plane turned out to be damaged, and all must be tried again. */
async function findRows(
  view: View,
  { search, segments }: ScannedRows,
  limit: number,
): Promise<readonly FoundRow[] | undefined> {
  if (!(await settleAll(view, search, segments)) || search.isStale) return undefined;
  return orderHits(view, search.hits(), segments, limit);
}

/** Rows whose second planes are read together: few at first, which are often enough. */
const settledFirst = 16;
const settledAtOnce = 64;

/** Hands in the second planes that a search asks for. False when one is damaged. */
async function settleAll(
  view: View,
  search: RowSearch,
  segments: ReadonlyMap<ResidentSegment, Segment>,
): Promise<boolean> {
  const { dims } = view.state;
  for (let wanted = search.wanted(settledFirst); wanted.length > 0; wanted = search.wanted(settledAtOnce)) {
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
