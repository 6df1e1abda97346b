import type { ResidentSegment } from '../../vectors/kernels/vector-kernels.ts';
import type { SegmentHead } from '../format/segment-head.ts';
import { allBits, andBits, countBits, hasBit, noBits, notBits } from '../format/row-bits.ts';

/** Parts of a segment that can be damaged. */
type Plane = 'head' | 'codes' | 'residuals' | 'rows' | 'deleted';

/** A segment in memory. */
export class Segment {
  readonly number: number;
  /** Slot in the id index. */
  readonly slot: number;
  /** Undefined if its record is damaged; then nothing of the segment can be read. */
  readonly head: SegmentHead | undefined;
  /** Parts found to be damaged so far. */
  readonly damaged = new Set<Plane>();
  /** Index of its embedding space. */
  readonly space: number;
  /** True if that is the store's own space. Only then may its vectors be compared with queries. */
  readonly isOwn: boolean;
  /** Its coarse codes in the memory of the scan, once a search needed them. */
  resident: ResidentSegment | undefined;
  #deleted: Uint8Array<ArrayBuffer> | undefined;
  #live: number;
  #liveBits: Uint8Array<ArrayBuffer>;
  #itemBits: Uint8Array<ArrayBuffer> | undefined;

  constructor(number: number, slot: number, head: SegmentHead | undefined, ownSpace: number) {
    this.number = number;
    this.slot = slot;
    this.head = head;
    this.space = head === undefined ? ownSpace : (head.space ?? 0);
    this.isOwn = this.space === ownSpace;
    this.#live = this.rows;
    this.#liveBits = allBits(this.rows);
    if (head === undefined) this.damaged.add('head');
  }

  get rows(): number {
    return this.head?.rows ?? 0;
  }

  /** Number of live rows. */
  get live(): number {
    return this.#live;
  }

  /** Deleted rows, one bit per row. */
  get deleted(): Uint8Array<ArrayBuffer> | undefined {
    return this.#deleted;
  }

  /** Live rows, one bit per row. */
  get liveBits(): Uint8Array<ArrayBuffer> {
    return this.#liveBits;
  }

  /** Rows that are further parts of items, one bit per row; undefined where there are none. */
  get parts(): Uint8Array<ArrayBuffer> | undefined {
    return this.head?.parts;
  }

  /** Rows that are items, one bit per row, deleted ones included; undefined where all are. */
  get itemBits(): Uint8Array<ArrayBuffer> | undefined {
    if (this.parts === undefined) return undefined;
    return (this.#itemBits ??= andBits(allBits(this.rows), notBits(this.parts)));
  }

  /** Items whose row is here and live. */
  get liveItems(): number {
    const { parts } = this;
    return parts === undefined ? this.#live : this.#live - countBits(andBits(this.#liveBits, parts));
  }

  /** True for a row that is a further part of an item. */
  isPart(row: number): boolean {
    return hasBit(this.parts, row);
  }

  /** Length of its vectors. */
  get dims(): number {
    return this.head?.mean.length ?? 0;
  }

  /** True if no part read so far was damaged. */
  get isIntact(): boolean {
    return this.damaged.size === 0;
  }

  /** True if the row exists and is live. */
  isLive(row: number): boolean {
    return hasBit(this.#liveBits, row);
  }

  /** Sets the deleted rows; `undefined` if their record is damaged, in which case no row can be trusted. */
  markDeleted(deleted: Uint8Array<ArrayBuffer> | undefined): void {
    if (deleted === undefined) this.damaged.add('deleted');
    this.#deleted = deleted;
    this.#live = deleted === undefined ? 0 : this.rows - countBits(deleted);
    this.#liveBits = deleted === undefined ? noBits(this.rows) : andBits(notBits(deleted), allBits(this.rows));
  }

  /** Iterates over the live rows. */
  *liveRows(): Generator<number> {
    for (let row = 0; row < this.rows; row += 1) if (this.isLive(row)) yield row;
  }

  /** Rows that a scan may visit, one bit per row: undefined for all rows, empty for none. */
  mask(chosen: Uint8Array<ArrayBuffer> | 'all'): Uint8Array | undefined {
    if (!this.isIntact || this.#live === 0) return new Uint8Array();
    if (chosen === 'all') return this.#live === this.rows ? undefined : this.#liveBits;
    return this.#live === this.rows ? chosen : andBits(this.#liveBits, chosen);
  }
}
