import type { EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import { mergeRows } from '../../vectors/codes/merge-rows.ts';
import { bySegment } from '../rows/add-rows.ts';
import type { Modality, StoredThumbnail } from '../contract/item.ts';
import { encodeSegment } from '../format/encode-segment.ts';
import { locateKeys, rowKey } from '../segments/locate-rows.ts';
import type { RowRecord } from '../format/row-block.ts';
import type { CollectionState } from '../format/schema.ts';
import { spaceOf, withModality } from '../segments/spaces.ts';
import type { WriteView } from '../segments/view.ts';
import { markRowsDeleted, writeSegment, writeState } from '../segments/write-segment.ts';

/** A mean from a file, and its id in the collection. */
interface ImportedCentre {
  readonly id: number;
  readonly mean: Float32Array;
}

/** A segment of a file. */
interface ImportedSegment {
  readonly encoded: EncodedRows;
  readonly records: readonly RowRecord[];
  /** Model that made the vectors, if not the store's own. */
  readonly model: string | undefined;
  /** Modality whose space the vectors are in. */
  readonly modality: Modality | undefined;
  readonly thumbnails: ReadonlyMap<string, StoredThumbnail>;
  /** Replaces rows with the same ids. */
  readonly replace: boolean;
  /** Restores the former position of rows that were deleted from this store. */
  readonly keepPlaces: boolean;
  /** Centre of the previous segment. */
  readonly centre: ImportedCentre | undefined;
}

/** Result of {@link importSegment}. */
interface ImportedRows {
  readonly added: number;
  readonly existing: number;
  readonly centre: ImportedCentre;
}

/** Writes the rows of a segment whose ids are not stored yet, or all with `replace`; codes are copied. */
export async function importSegment(view: WriteView, part: ImportedSegment): Promise<ImportedRows> {
  const { tx } = view;
  const { encoded, records, thumbnails, replace, keepPlaces } = part;
  const located = await locateKeys(view, records);
  const rows = records.flatMap((record, row) => (replace || !located.has(rowKey(record)) ? [{ record, row }] : []));
  const { state, space } = placeOf(view.state, part);
  const known = space === state.space ? (part.centre ?? state.centre) : undefined;
  const isKnown = known?.mean.every((value, i) => value === encoded.mean[i]) === true;
  // Ids that no centre of the collection itself has.
  const centre = isKnown ? known : { id: -2 - state.nextSegment, mean: encoded.mean };
  if (rows.length === 0) return { added: 0, existing: itemsIn(records), centre };
  const fresh = rows.map(({ record }, i): RowRecord => {
    // A position that this store never assigned comes from another store.
    const isOld = keepPlaces && record.sequence < state.sequence;
    return isOld ? record : { ...record, sequence: state.sequence + i };
  });
  const chosen = mergeRows([{ encoded, rows: rows.map(({ row }) => row) }]);
  await writeSegment(tx, state.nextSegment, { centre: centre.id, space }, fresh, encodeSegment(chosen));
  await markRowsDeleted(view, bySegment(located.size === 0 || !replace ? [] : located.values()));
  await Promise.all(
    fresh.map(async ({ id, isPart = false }) => {
      if (isPart) return;
      const thumbnail = thumbnails.get(id);
      if (thumbnail !== undefined) await tx.objectStore('thumbnails').put(thumbnail, id);
      else if (located.has(id)) await tx.objectStore('thumbnails').delete(id);
    }),
  );
  await writeState(tx, {
    ...state,
    // Rows of another model must be embedded again.
    complete: part.modality !== undefined || state.complete === space ? state.complete : undefined,
    nextSegment: state.nextSegment + 1,
    modalities: [...new Set([...state.modalities, ...fresh.map(({ modality }) => modality)])],
    sequence: state.sequence + fresh.length,
  });
  const added = itemsIn(fresh);
  return { added, existing: itemsIn(records) - added, centre };
}

/** Space of a segment, and the state that has it. */
function placeOf(
  state: CollectionState,
  { model = '', modality, encoded: { dims } }: ImportedSegment,
): ReturnType<typeof withModality> {
  if (modality !== undefined) return withModality(state, { model, dims }, modality);
  return { state, space: spaceOf(state, model, dims) };
}

function itemsIn(records: readonly RowRecord[]): number {
  return records.reduce((sum, { isPart = false }) => (isPart ? sum : sum + 1), 0);
}
