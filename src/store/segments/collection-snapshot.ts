import { OnsightError } from '../../core/errors.ts';
import type { CoarseCodes, ResidentCodes, VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import { ByteCache } from '../../core/byte-cache.ts';
import { IdIndex } from './id-index.ts';
import type { RowBlock } from '../format/row-block.ts';
import type { Centre, CollectionState, Expected, Tx } from '../format/schema.ts';
import type { ResidualChunk, ResidualRow } from '../format/residual-chunks.ts';
import { Segment } from './segment.ts';
import { decodeHead } from '../format/segment-head.ts';
import { ofSpace, ownState } from './spaces.ts';
import { unseal, type Sealed } from '../format/sealed.ts';

interface Committed {
  readonly state: CollectionState;
  readonly numbers: ReadonlySet<number>;
  readonly heads: ReadonlyMap<number, Sealed | undefined>;
  readonly dead: ReadonlyMap<number, Sealed | undefined>;
}

/** Budget of cached residual records: about 120,000 rows of 512 dimensions. */
const residualChunkBytes = 64 << 20;
/** Budget of cached residuals of single rows, in addition. */
const residualRowBytes = 16 << 20;
/** Budget of cached coarse codes, besides those of the scan. */
const codesBytes = 8 << 20;
/** Budget of cached filter results: a few filters over a million rows. */
const selectedBytes = 2 << 20;
/** Budget of cached ids and metadata. */
const blockBytes = 48 << 20;

/**
 * In-memory snapshot of the segments of a collection and of their live rows, with caches of what calls needed. Each
 * transaction brings it up to date with what is committed, so it is correct in every tab and after every failed write.
 *
 * With `space`, a snapshot of that space alone, as it was before rows were moved out of it: deleted rows are kept.
 */
export class CollectionSnapshot {
  readonly kernels: VectorKernels;
  /** Ids and metadata by segment. */
  readonly blocks = new ByteCache<number, RowBlock>(blockBytes);
  /** Coarse codes as stored, for segments whose vectors are read one by one. */
  readonly codes = new ByteCache<number, CoarseCodes>(codesBytes);
  /** Residual records by `chunkKey`. */
  readonly residualChunks = new ByteCache<number, ResidualChunk>(residualChunkBytes);
  /** Residuals of rows that searches read, by `rowKey`. Holds many more rows than whole records would. */
  readonly residualRows = new ByteCache<number, ResidualRow>(residualRowBytes);
  /** Rows selected by a filter, by segment and filter. */
  readonly selected = new ByteCache<string, Uint8Array<ArrayBuffer>>(selectedBytes);
  #state: CollectionState | undefined;
  #isStale = false;
  readonly #space: number | undefined;
  /** Numbers of segments of other spaces, if `space` is set. */
  readonly #others = new Set<number>();
  #resident: ResidentCodes | undefined;
  readonly #segments = new Map<number, Segment>();
  readonly #slots: (Segment | undefined)[] = [];
  readonly #ids = new IdIndex();
  #idsReady = false;

  constructor(kernels: VectorKernels, space?: number) {
    this.kernels = kernels;
    this.#space = space;
  }

  /** Centre of new codes at the last sync. */
  get centre(): Centre | undefined {
    return this.#state?.centre;
  }

  /** State this snapshot was taken at. Same object until the next update; undefined before the first sync. */
  get state(): CollectionState | undefined {
    return this.#state;
  }

  /** True if a newer write is known. False does not mean up to date. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Records that something was written. */
  markStale(): void {
    this.#isStale = true;
  }

  /** Number of rows. */
  get count(): number {
    let count = 0;
    for (const { live } of this.#segments.values()) count += live;
    return count;
  }

  /** Number of items: rows that are not further parts of one. */
  get items(): number {
    let items = 0;
    for (const { liveItems } of this.#segments.values()) items += liveItems;
    return items;
  }

  /** All segments, oldest first. */
  get segments(): readonly Segment[] {
    return [...this.#segments.values()].sort((a, b) => a.number - b.number);
  }

  /** Bytes in memory that grow with the number of rows. */
  get bytes(): number {
    return (
      (this.#resident?.bytes ?? 0) +
      this.blocks.bytes +
      this.codes.bytes +
      this.residualChunks.bytes +
      this.residualRows.bytes +
      this.#ids.size * 16
    );
  }

  /** True if the residuals of all rows fit in the cache. */
  get keepsAllResiduals(): boolean {
    return this.count * (this.#state?.dims ?? 0) <= residualChunkBytes;
  }

  /** Coarse codes in the memory of the scan. */
  resident({ dims, metric }: Pick<CollectionState, 'dims' | 'metric'>): ResidentCodes {
    return (this.#resident ??= this.kernels.createResidentCodes({ dims, metric }));
  }

  /** Live rows whose id may have this hash. */
  rowsOfHash(hash: number): readonly { readonly segment: Segment; readonly row: number }[] {
    this.#prepareIds();
    return this.#ids.find(hash).flatMap(({ slot, row }) => {
      const segment = this.#slots[slot];
      // The entry may belong to a former segment of this slot.
      return segment?.head?.hashes[row] === hash && segment.isLive(row) ? [{ segment, row }] : [];
    });
  }

  /** Updates the snapshot to what `tx` sees. @throws OnsightError `store-failed` if the state is missing */
  async sync(tx: Tx, expected: Expected): Promise<CollectionState> {
    const stored = await tx.objectStore('collection').get('state');
    if (stored === undefined)
      throw new OnsightError('store-failed', { store: expected.name, reason: 'its state is missing' });
    const state = this.#space === undefined ? ownState(stored, expected) : ofSpace(stored, this.#space);
    if (!this.isAt(state)) this.#apply(await this.#read(tx, state));
    this.#isStale = false;
    return state;
  }

  /** True if the snapshot is at least as new as `state`. */
  isAt(state: CollectionState): boolean {
    return this.#state?.uid === state.uid && state.version <= this.#state.version;
  }

  async #read(tx: Tx, state: CollectionState): Promise<Committed> {
    const known = state.uid === this.#state?.uid ? this.#segments : new Map<number, Segment>();
    const [numbers, marked, bits] = await Promise.all([
      tx.objectStore('heads').getAllKeys(),
      tx.objectStore('dead').getAllKeys(),
      tx.objectStore('dead').getAll(),
    ]);
    const missing = numbers.filter((number) => !known.has(number) && !this.#others.has(number));
    const heads = await Promise.all(missing.map((number) => tx.objectStore('heads').get(number)));
    return {
      state,
      numbers: new Set(numbers),
      heads: new Map(missing.map((number, i) => [number, heads[i]])),
      dead: new Map(marked.map((number, i) => [number, bits[i]])),
    };
  }

  // Synchronous and only forwards, because concurrent calls may each have read a different version.
  #apply({ state, numbers, heads, dead }: Committed): void {
    if (this.isAt(state)) return;
    if (state.uid !== this.#state?.uid) this.forget();
    this.#state = state;
    for (const segment of this.#segments.values()) if (!numbers.has(segment.number)) this.#drop(segment);
    for (const [number, sealed] of heads) this.#take(number, sealed, state.space);
    for (const [number, sealed] of dead) this.#markDeleted(number, sealed);
  }

  /** Releases everything, so that a closed store does not hold memory while references to it remain. */
  forget(): void {
    this.#state = undefined;
    this.#others.clear();
    this.#segments.clear();
    this.#slots.length = 0;
    this.#ids.clear();
    this.#idsReady = false;
    this.#resident = undefined;
    this.blocks.clear();
    this.codes.clear();
    this.selected.clear();
    this.residualChunks.clear();
    this.residualRows.clear();
  }

  #drop(segment: Segment): void {
    this.#segments.delete(segment.number);
    this.#slots[segment.slot] = undefined;
    if (segment.resident !== undefined) this.#resident?.remove(segment.resident);
    this.blocks.delete(segment.number);
    this.codes.delete(segment.number);
  }

  #take(number: number, sealed: Sealed | undefined, own: number): void {
    const head = decodeHead(sealed);
    if (this.#space !== undefined && (head === undefined || (head.space ?? 0) !== this.#space)) {
      this.#others.add(number);
      return;
    }
    const vacant = this.#slots.findIndex((slot) => slot === undefined);
    const slot = vacant < 0 ? this.#slots.length : vacant;
    const segment = new Segment(number, slot, head, own);
    this.#segments.set(number, segment);
    this.#slots[slot] = segment;
    if (this.#idsReady && segment.head !== undefined) this.#ids.add(segment.head.hashes, slot);
  }

  #markDeleted(number: number, sealed: Sealed | undefined): void {
    if (this.#space !== undefined) return;
    const segment = this.#segments.get(number);
    const bytes = unseal(sealed);
    segment?.markDeleted(bytes === undefined ? undefined : new Uint8Array(bytes));
  }

  #prepareIds(): void {
    // Entries are never removed individually; rebuild the index when most are stale.
    if (this.#idsReady && this.#ids.size <= 4 * this.count + 65_536) return;
    this.#ids.clear();
    for (const { head, slot } of this.#segments.values()) if (head !== undefined) this.#ids.add(head.hashes, slot);
    this.#idsReady = true;
  }
}
