import type { Location } from '../segments/locate-rows.ts';
import { hasBit } from '../format/row-bits.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import { selectRows, type Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** A page of rows in the order in which they were added. */
export interface PageOptions {
  readonly selection: Selection;
  readonly limit: number;
  readonly order: 'newest' | 'oldest';
  /** Only rows that come after the one at this place in the order of all adds. */
  readonly after: number | undefined;
}

/** A row and its place in the order of all adds. */
export interface PlacedRow extends Location {
  readonly sequence: number;
}

/** One page. Segments whose rows all lie behind the page are not read. */
export async function pageOfRows(view: View, options: PageOptions): Promise<readonly PlacedRow[]> {
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
    const rows = await rowsAfter(view, segment, options, (sequence) => sign * sequence > after);
    page = [...page, ...rows].sort((a, b) => sign * (a.sequence - b.sequence)).slice(0, options.limit);
  }
  return page;
}

async function rowsAfter(
  view: View,
  segment: Segment,
  { selection }: PageOptions,
  isAfter: (sequence: number) => boolean,
): Promise<readonly PlacedRow[]> {
  const [block, chosen] = await Promise.all([readBlock(view, segment), selectRows(view, selection, segment)]);
  if (block === undefined || chosen === undefined) return [];
  const rows: PlacedRow[] = [];
  for (const row of segment.liveRows()) {
    if (chosen !== 'all' && !hasBit(chosen, row)) continue;
    const sequence = block.sequence(row);
    if (isAfter(sequence)) rows.push({ segment, row, sequence });
  }
  return rows;
}
