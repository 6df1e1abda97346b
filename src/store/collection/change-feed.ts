import type { Collection } from './collection.ts';
import { hasBit } from '../format/row-bits.ts';
import type { RowRecord } from '../format/row-block.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';

/** What was written since the last look. */
interface RowChanges {
  /** Rows that are new, changed, or were only moved by a merge. */
  readonly rows: readonly RowRecord[];
  /** Ids of rows that are gone. */
  readonly gone: readonly string[];
  /** Whether there is more to be had at once. */
  readonly more: boolean;
}

/** Rows of a segment that were given, as far as they are not known to be dead. */
type GivenRows = Map<number, string>;

/** The living rows of all segments, one bit a row, at one moment. */
type LiveBits = ReadonlyMap<Segment, Uint8Array>;

/**
 * Tells a follower what was written, by any tab, since it last asked: segments never change, so only those that are new
 * are read, and of the others which rows died. The first look gives all rows.
 */
export class ChangeFeed {
  readonly #collection: Collection;
  /** By identity: in a database that was made anew the same number is another segment. */
  readonly #given = new Map<Segment, { readonly rows: GivenRows; liveBits: Uint8Array }>();
  /** In which segment each row was given last. */
  readonly #places = new Map<string, Segment>();

  constructor(collection: Collection) {
    this.#collection = collection;
  }

  /** The rows of one more segment, and at the end what is gone: to be called, one after the other, until there is no more. */
  async next(): Promise<RowChanges> {
    const { segment, rows, liveBits, more } = await this.#collection.read(async (view) => {
      const { segments } = view.snapshot;
      const now: LiveBits = new Map(segments.map((each) => [each, each.liveBits]));
      const [first, ...others] = segments.filter((each) => each.isIntact && !this.#given.has(each));
      const liveRows = first === undefined ? [] : [...first.liveRows()].filter((row) => !first.isPart(row));
      const block = first && (await readBlock(view, first));
      const records = block === undefined ? [] : liveRows.map((row) => ({ row, record: block.record(row) }));
      return { segment: first, rows: records, liveBits: now, more: others.length > 0 };
    });
    if (segment !== undefined) {
      const given: GivenRows = new Map(rows.map(({ row, record }) => [row, record.id]));
      this.#given.set(segment, { rows: given, liveBits: liveBits.get(segment) ?? new Uint8Array() });
      for (const id of given.values()) this.#places.set(id, segment);
    }
    return { rows: rows.map(({ record }) => record), gone: more ? [] : this.#findGone(liveBits), more };
  }

  /** Rows that died where they were given last, or went with their segment; all that live were given by now. */
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
