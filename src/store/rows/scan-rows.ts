import { OnsightError } from '../../core/errors.ts';
import type { Metadata, Row, RowField } from '../contract/item.ts';
import { pageOfRows } from './list-rows.ts';
import { locateRows } from '../segments/locate-rows.ts';
import { readRow } from './read-rows.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** A page of a scan. */
export interface ScanPage {
  readonly rows: readonly Row<Metadata, RowField>[];
  /** Where the next page begins; undefined after the last. */
  readonly end: number | undefined;
}

/** What a scan gives, and where it goes on. */
export interface ResolvedScan {
  readonly selection: Selection;
  readonly fields: ReadonlySet<RowField>;
  readonly after: number | undefined;
  readonly limit: number;
}

/** The next rows of a scan, oldest first. */
export async function scanRows(view: View, { selection, fields, after, limit }: ResolvedScan): Promise<ScanPage> {
  const page = await pageOfRows(view, { selection, limit, order: 'oldest', after });
  const rows = await Promise.all(page.map((location) => readRow(view, location, fields)));
  return {
    rows: rows.filter((row) => row !== undefined),
    end: page.length < limit ? undefined : page.at(-1)?.sequence,
  };
}

/** A page of rows, newest first, after the row `after`. @throws OnsightError `item-not-found` when that is not there */
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
