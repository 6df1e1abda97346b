import { measureSync } from '../../core/measure.ts';
import { orBits } from '../format/row-bits.ts';
import type { ResidentSegment, RowScore, VectorSearch } from '../../vectors/kernels/vector-kernels.ts';
import { compareText } from '../../math/top-k.ts';
import type { Metadata, RowField, ScoredRow } from '../contract/item.ts';
import type { Location } from '../segments/locate-rows.ts';
import { readRow } from './read-rows.ts';
import type { CollectionState } from '../format/schema.ts';
import {
  chunkKey,
  cacheResiduals,
  cachedResiduals,
  loadCodes,
  readBlocks,
  readChunk,
  rowInChunk,
} from '../segments/segment-reader.ts';
import { rowOfChunk, type ResidualChunk, type ResidualRow } from '../format/residual-chunks.ts';
import type { Segment } from '../segments/segment.ts';
import type { ResolvedSearch } from './resolve-search.ts';
import { selectKnown, selectParts, selectRows, type Selected, type Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** A row that was found. */
export interface FoundRow extends Location {
  readonly id: string;
  readonly score: number;
}

/** A search after its scan. */
interface ScannedRows {
  readonly search: VectorSearch;
  readonly segments: ReadonlyMap<ResidentSegment, Segment>;
  /** State of the scanned snapshot. */
  readonly state: CollectionState;
  /** Residual records requested during the scan. */
  readonly asked: Map<number, Promise<ResidualChunk | undefined>>;
}

/** Exact search: the best rows, best first, equal scores by id. Damaged segments are left out. */
export function searchRows(
  view: View,
  query: Float32Array,
  options: ResolvedSearch,
): Promise<readonly ScoredRow<Metadata, RowField>[]> {
  return finishSearch(view, query, options, undefined);
}

/** {@link searchRows} that continues a {@link scanAhead} of the same query and options, if it is still valid. */
export async function finishSearch(
  view: View,
  query: Float32Array,
  options: ResolvedSearch,
  ahead: ScannedRows | undefined,
): Promise<readonly ScoredRow<Metadata, RowField>[]> {
  for (let scanned = ahead?.state === view.snapshot.state ? ahead : undefined; ; scanned = undefined) {
    const found = await findRows(view, scanned ?? (await scan(view, query, options)), options.limit);
    const rows = found && (await Promise.all(found.map((each) => readRow(view, each, options.fields))));
    // Damaged segments are excluded from the next attempt, so this terminates.
    if (found === undefined || rows === undefined || rows.includes(undefined)) continue;
    return rows.flatMap((row, i) => (row === undefined ? [] : [{ ...row, score: found[i]?.score ?? 0 }]));
  }
}

/**
 * Scans before the disk has confirmed that the snapshot is up to date, which it almost always is. Undefined if it is
 * known to be stale, or if something is not in memory.
 */
export function scanAhead(
  { tx, snapshot }: Omit<View, 'state'>,
  query: Float32Array,
  options: ResolvedSearch,
): ScannedRows | undefined {
  const { state } = snapshot;
  if (state === undefined || snapshot.isStale) return undefined;
  const chosen = new Map<Segment, Selected>();
  for (const segment of snapshot.segments) {
    if (!segment.isIntact || !segment.isOwn) continue;
    const rows = segment.resident && selectKnown({ state, snapshot }, options.selection, segment);
    if (rows === undefined) return undefined;
    chosen.set(segment, rows);
  }
  return scanChosen({ tx, state, snapshot }, query, options, chosen);
}

/** The best rows, further parts of items among them, whose items the filter may still leave out. */
export async function searchParts(
  view: View,
  query: Float32Array,
  options: Omit<ResolvedSearch, 'fields'>,
): Promise<readonly FoundRow[]> {
  for (;;) {
    const found = await findRows(view, await scan(view, query, options, chooseWithParts), options.limit);
    if (found !== undefined) return found;
  }
}

async function chooseWithParts(view: View, selection: Selection, segment: Segment): Promise<Selected | undefined> {
  if (segment.parts === undefined) return selectRows(view, selection, segment);
  const [rows, parts] = await Promise.all([
    selectRows(view, selection, segment),
    selectParts(view, selection.modality, segment),
  ]);
  return rows === undefined || rows === 'all' || parts === undefined ? rows : orBits(rows, parts);
}

async function scan(
  view: View,
  query: Float32Array,
  options: Omit<ResolvedSearch, 'fields'>,
  choose: typeof selectRows = selectRows,
): Promise<ScannedRows> {
  await loadCodes(view);
  const chosen = new Map<Segment, Selected | undefined>();
  const chooseIn = async (segment: Segment): Promise<void> => {
    chosen.set(segment, await choose(view, options.selection, segment));
  };
  await Promise.all(view.snapshot.segments.map(chooseIn));
  const { tx, snapshot } = view;
  return scanChosen({ tx, state: snapshot.state ?? view.state, snapshot }, query, options, chosen);
}

const none = new Uint8Array();

function scanChosen(
  view: View,
  query: Float32Array,
  { limit, minScore }: Omit<ResolvedSearch, 'fields'>,
  chosen: ReadonlyMap<Segment, Selected | undefined>,
): ScannedRows {
  const { state, snapshot } = view;
  const segments = new Map<ResidentSegment, Segment>();
  const masks = new Map<ResidentSegment, Uint8Array | undefined>();
  for (const [segment, rows] of chosen) {
    if (segment.resident === undefined) continue;
    segments.set(segment.resident, segment);
    masks.set(segment.resident, rows === undefined ? none : segment.mask(rows));
  }
  const mask = (resident: ResidentSegment): Uint8Array | undefined =>
    masks.has(resident) ? masks.get(resident) : none;
  const scanned = { segments, state, asked: new Map<number, Promise<ResidualChunk | undefined>>() };
  const onLikely = (rows: readonly RowScore[]): void => {
    for (const likely of rows.slice(0, firstRefined)) findResiduals(view, likely, scanned);
  };
  const search = measureSync('scan', () =>
    snapshot.resident(state).search(query, { k: limit, minScore, mask, onLikely }),
  );
  return { search, ...scanned };
}

/** The best rows without their fields; undefined if damage was found and the search has to be repeated. */
async function findRows(view: View, scanned: ScannedRows, limit: number): Promise<readonly FoundRow[] | undefined> {
  const { search, segments } = scanned;
  if (!(await refineAll(view, scanned)) || search.isStale) return undefined;
  return orderHits(view, search.hits(), segments, limit);
}

/** Rows whose residuals are read together; few at first, because these often suffice. */
const firstRefined = 16;
const refinedAtOnce = 64;

/** Supplies the residuals that a search asks for. Returns false if a record is damaged. */
async function refineAll(view: View, scanned: ScannedRows): Promise<boolean> {
  const { search } = scanned;
  for (let wanted = search.wanted(firstRefined); wanted.length > 0; wanted = search.wanted(refinedAtOnce)) {
    const read = await readResiduals(view, wanted, scanned);
    if (read === undefined) return false;
    for (const [candidate, { residuals, error }] of read) search.refine(candidate, residuals, error);
  }
  return true;
}

/** Residuals of a row, if cached; otherwise requests their record, once per search. */
function findResiduals(
  view: View,
  { segment: resident, row }: RowScore,
  { segments, asked }: Omit<ScannedRows, 'search'>,
): ResidualRow | undefined {
  const segment = segments.get(resident);
  const known = segment && cachedResiduals(view, segment, row);
  if (segment === undefined || known !== undefined) return known;
  const key = chunkKey(segment, row);
  if (asked.has(key)) return undefined;
  const chunk = readChunk(view, segment, row);
  asked.set(key, chunk);
  // Handled where it is awaited, but the scan may turn out to be stale.
  chunk.catch(() => undefined);
  return undefined;
}

/** Reads the residuals of rows; undefined if a record is damaged. */
async function readResiduals(
  view: View,
  rows: readonly RowScore[],
  scanned: ScannedRows,
): Promise<ReadonlyMap<RowScore, ResidualRow> | undefined> {
  const keepsAll = view.snapshot.keepsAllResiduals;
  // Request all before awaiting any.
  const found = rows.map((candidate) => findResiduals(view, candidate, scanned));
  const residuals = new Map<RowScore, ResidualRow>();
  for (const [i, candidate] of rows.entries()) {
    const { row } = candidate;
    const segment = scanned.segments.get(candidate.segment);
    if (segment === undefined) return undefined;
    let read = found[i];
    if (read === undefined) {
      const chunk = await scanned.asked.get(chunkKey(segment, row));
      if (chunk === undefined) return undefined;
      read = rowOfChunk(chunk, rowInChunk(segment, row), segment.dims);
    }
    if (!keepsAll) cacheResiduals(view, segment, row, read);
    residuals.set(candidate, read);
  }
  return residuals;
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
