import { OnsightError } from '../../core/errors.ts';
import type { Metadata, Row, RowField } from '../contract/item.ts';
import { hasBit } from '../format/row-bits.ts';
import { locateRows, type Location } from '../segments/locate-rows.ts';
import { readRow } from './read-rows.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import { selectRows, type Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** A page of a scan. */
export interface ScanPage {
  readonly rows: readonly Row<Metadata, RowField>[];
  /** Where the next page starts; undefined after the last. */
  readonly end: ScanPosition | undefined;
}

/** Position of a scan in the order of all adds. */
export interface ScanPosition {
  /** Sequence of the last row read. */
  readonly after: number;
  /** First sequence that was not given to a row when the scan began: later rows are not part of it. */
  readonly until: number;
}

/** Resolved options of a scan, and its position. */
export interface ResolvedScan {
  readonly selection: Selection;
  readonly fields: ReadonlySet<RowField>;
  readonly after: ScanPosition | undefined;
  readonly limit: number;
}

/** Reads the next rows of a scan, oldest first: those that were stored when it began. */
export async function scanRows(view: View, { selection, fields, after, limit }: ResolvedScan): Promise<ScanPage> {
  const until = after?.until ?? view.state.sequence;
  const page = await pageOfRows(view, { selection, limit, order: 'oldest', after: after?.after, until });
  const rows = await Promise.all(page.map((location) => readRow(view, location, fields)));
  const last = page.length < limit ? undefined : page.at(-1);
  return { rows: rows.filter((row) => row !== undefined), end: last && { after: last.sequence, until } };
}

/**
 * Reads a page of rows, newest first, after the row `after`. @throws OnsightError `item-not-found` if that is not
 * stored
 */
export async function listRows(
  view: View,
  store: string,
  { selection, fields, limit, after }: Omit<ResolvedScan, 'after'> & { readonly after: string | undefined },
): Promise<ScanPage['rows']> {
  const place = after === undefined ? undefined : (await locateRows(view, [after])).get(after);
  if (after !== undefined && place === undefined) throw new OnsightError('item-not-found', { store, id: after });
  const sequence = place && (await readBlock(view, place.segment))?.sequence(place.row);
  const page = await pageOfRows(view, { selection, limit, order: 'newest', after: sequence });
  const rows = await Promise.all(page.map((location) => readRow(view, location, fields)));
  return rows.filter((row) => row !== undefined);
}

/** Options of a page of rows in the order of addition. */
interface PageOptions {
  readonly selection: Selection;
  readonly limit: number;
  readonly order: 'newest' | 'oldest';
  /** Only rows after this position in the order of all adds. */
  readonly after: number | undefined;
  /** Only rows before this position. @defaultValue all */
  readonly until?: number;
}

/** A row and its position in the order of all adds. */
interface PlacedRow extends Location {
  readonly sequence: number;
}

/** Reads one page. Skips segments whose rows are all outside of it. */
async function pageOfRows(view: View, options: PageOptions): Promise<readonly PlacedRow[]> {
  const sign = options.order === 'newest' ? -1 : 1;
  const first = ({ head }: Segment): number => sign * (head?.sequences[options.order === 'newest' ? 1 : 0] ?? 0);
  const last = ({ head }: Segment): number => sign * (head?.sequences[options.order === 'newest' ? 0 : 1] ?? 0);
  const after = options.after === undefined ? -Infinity : sign * options.after;
  const ordered = view.snapshot.segments
    .filter((segment) => segment.live > 0 && last(segment) > after)
    .sort((a, b) => first(a) - first(b));
  let page: readonly PlacedRow[] = [];
  for (const segment of ordered) {
    const end = page.at(-1);
    if (end !== undefined && page.length >= options.limit && first(segment) > sign * end.sequence) break;
    const isWanted = (sequence: number): boolean =>
      sign * sequence > after && sequence < (options.until ?? Number.POSITIVE_INFINITY);
    const rows = await rowsAfter(view, segment, options, isWanted);
    page = [...page, ...rows].sort((a, b) => sign * (a.sequence - b.sequence)).slice(0, options.limit);
  }
  return page;
}

async function rowsAfter(
  view: View,
  segment: Segment,
  { selection }: PageOptions,
  isWanted: (sequence: number) => boolean,
): Promise<readonly PlacedRow[]> {
  const [block, chosen] = await Promise.all([readBlock(view, segment), selectRows(view, selection, segment)]);
  if (block === undefined || chosen === undefined) return [];
  const rows: PlacedRow[] = [];
  for (const row of segment.liveRows()) {
    if (chosen !== 'all' && !hasBit(chosen, row)) continue;
    const sequence = block.sequence(row);
    if (isWanted(sequence)) rows.push({ segment, row, sequence });
  }
  return rows;
}
