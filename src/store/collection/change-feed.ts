import type { Collection } from './collection.ts';
import { hasBit } from '../format/row-bits.ts';
import type { RowRecord } from '../format/row-block.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';

/** Changes since the last call. */
interface RowChanges {
  /** Rows that are new, changed, or only moved by a merge. */
  readonly rows: readonly RowRecord[];
  /** Further parts of items, reported like rows. */
  readonly parts: readonly Pick<RowRecord, 'id' | 'modality'>[];
  /** Ids of deleted rows. */
  readonly gone: readonly string[];
  /** True if more changes are available at once. */
  readonly more: boolean;
}

/** Reported rows of a segment that are not known to be deleted. */
type GivenRows = Map<number, string>;

/** Live rows of all segments at one moment, one bit per row. */
type LiveBits = ReadonlyMap<Segment, Uint8Array>;

/**
 * Reports what any tab wrote since the last call. Segments are immutable, so only new ones are read, and deletions of
 * the others. The first call reports all rows.
 */
export class ChangeFeed {
  readonly #collection: Collection;
  /** By identity, because a recreated database reuses segment numbers. */
  readonly #given = new Map<Segment, { readonly rows: GivenRows; liveBits: Uint8Array }>();
  /** Segment in which each row was last reported. */
  readonly #places = new Map<string, Segment>();

  constructor(collection: Collection) {
    this.#collection = collection;
  }

  /** Reports the rows of one more segment, and deletions at the end. Call it in sequence until `more` is false. */
  async next(): Promise<RowChanges> {
    const { segment, records, liveBits, more } = await this.#collection.read(async (view) => {
      const { segments } = view.snapshot;
      const now: LiveBits = new Map(segments.map((each) => [each, each.liveBits]));
      const [first, ...others] = segments.filter((each) => each.isIntact && !this.#given.has(each));
      const block = first && (await readBlock(view, first));
      const live = first === undefined || block === undefined ? [] : [...first.liveRows()];
      const records = block === undefined ? [] : live.map((row) => ({ row, record: block.record(row) }));
      return { segment: first, records, liveBits: now, more: others.length > 0 };
    });
    const rows = records.filter(({ record: { isPart = false } }) => !isPart);
    const parts = records.flatMap(({ record }) => (record.isPart === true ? [record] : []));
    if (segment !== undefined) {
      const given: GivenRows = new Map(rows.map(({ row, record }) => [row, record.id]));
      this.#given.set(segment, { rows: given, liveBits: liveBits.get(segment) ?? new Uint8Array() });
      for (const id of given.values()) this.#places.set(id, segment);
    }
    return { rows: rows.map(({ record }) => record), parts, gone: more ? [] : this.#findGone(liveBits), more };
  }

  /**
   * Rows deleted from the segment they were last reported in, or dropped with it. All live rows have been reported by
   * now.
   */
  #findGone(liveBits: LiveBits): readonly string[] {
    const gone: string[] = [];
    for (const [segment, given] of this.#given) {
      const now = liveBits.get(segment);
      if (now === given.liveBits) continue;
      for (const [row, id] of given.rows) {
        if (hasBit(now, row)) continue;
        given.rows.delete(row);
        if (this.#places.get(id) !== segment) continue;
        this.#places.delete(id);
        gone.push(id);
      }
      if (now === undefined) this.#given.delete(segment);
      else given.liveBits = now;
    }
    return gone;
  }
}
