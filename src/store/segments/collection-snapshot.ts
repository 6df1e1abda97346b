import { OnsightError } from '../../core/errors.ts';
import type { CoarseCodes, ResidentCodes, VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import { ByteCache } from './byte-cache.ts';
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

/** Second planes that stay in memory: those of about 120,000 rows of 512 dimensions. */
const residualChunkBytes = 64 << 20;
/** Second planes of single rows that stay in memory beside them. */
const residualRowBytes = 16 << 20;
/** First planes that stay in memory beside the scan's. */
const codesBytes = 8 << 20;
/** Chosen rows that stay in memory: a few filters over a million rows. */
const selectedBytes = 2 << 20;
/** Ids and metadata that stay in memory. */
const blockBytes = 48 << 20;

/**
 * A copy in memory of which segments there are and which rows live, and of what calls needed of them. It is brought up
 * to date inside each transaction from what is committed, so it is right in every tab and after every failed write.
 *
 * With `space`, a copy of that space alone, as it was before rows were moved out of it: dead rows are kept.
 */
export class CollectionSnapshot {
  readonly kernels: VectorKernels;
  /** Ids and metadata by segment. */
  readonly blocks = new ByteCache<number, RowBlock>(blockBytes);
  /** First planes as they are stored, of segments that a few vectors are read of one after the other. */
  readonly codes = new ByteCache<number, CoarseCodes>(codesBytes);
  /** Second planes by `chunkKey`. */
  readonly residualChunks = new ByteCache<number, ResidualChunk>(residualChunkBytes);
  /** Second planes of rows that searches read, by `rowKey`: many more than whole records, where not all of these stay. */
  readonly residualRows = new ByteCache<number, ResidualRow>(residualRowBytes);
  /** Rows that a filter chose, by segment and filter. */
  readonly selected = new ByteCache<string, Uint8Array<ArrayBuffer>>(selectedBytes);
  #state: CollectionState | undefined;
  #isStale = false;
  readonly #space: number | undefined;
  /** Segments of other spaces, where there is a `space`. */
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

  /** What the codes of new rows were centred on when the copy was last brought up to date. */
  get centre(): Centre | undefined {
    return this.#state?.centre;
  }

  /** What the copy is a copy of: the same object for as long as nothing was brought up to date. Undefined before the first time. */
  get state(): CollectionState | undefined {
    return this.#state;
  }

  /** Whether something is known to be written that the copy does not have yet. False does not say that it is up to date. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Says that something was written. */
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

  /** Bytes in memory that grow with the rows. */
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

  /** Whether the second planes of all rows stay in memory once they were read. */
  get keepsAllResiduals(): boolean {
    return this.count * (this.#state?.dims ?? 0) <= residualChunkBytes;
  }

  /** First planes in the memory of the scan. */
  resident({ dims, metric }: Pick<CollectionState, 'dims' | 'metric'>): ResidentCodes {
    return (this.#resident ??= this.kernels.createResidentCodes({ dims, metric }));
  }

  /** Living rows whose id may have this hash. */
  rowsOfHash(hash: number): readonly { readonly segment: Segment; readonly row: number }[] {
    this.#prepareIds();
    return this.#ids.find(hash).flatMap(({ slot, row }) => {
      const segment = this.#slots[slot];
      // An entry may be of a segment that lay in this slot before.
      return segment?.head?.hashes[row] === hash && segment.isLive(row) ? [{ segment, row }] : [];
    });
  }

  /** Brings the copy up to date with what `tx` sees. @throws OnsightError `store-failed` when the state is missing */
  async sync(tx: Tx, expected: Expected): Promise<CollectionState> {
    const stored = await tx.objectStore('collection').get('state');
    if (stored === undefined)
      throw new OnsightError('store-failed', { store: expected.name, reason: 'its state is missing' });
    const state = this.#space === undefined ? ownState(stored, expected) : ofSpace(stored, this.#space);
    if (!this.isAt(state)) this.#apply(await this.#read(tx, state));
    this.#isStale = false;
    return state;
  }

  /** Whether the copy is as new as `state`. */
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

  // Synchronous, and only ever forwards: calls that run at the same time may each have read a snapshot.
  #apply({ state, numbers, heads, dead }: Committed): void {
    if (this.isAt(state)) return;
    if (state.uid !== this.#state?.uid) this.forget();
    this.#state = state;
    for (const segment of this.#segments.values()) if (!numbers.has(segment.number)) this.#drop(segment);
    for (const [number, sealed] of heads) this.#take(number, sealed, state.space);
    for (const [number, sealed] of dead) this.#markDeleted(number, sealed);
  }

  /** Lets go of everything: the memory of a store that is closed must not wait for whoever still holds the store. */
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
    // Entries are never removed one by one; when most are stale the index is made anew.
    if (this.#idsReady && this.#ids.size <= 4 * this.count + 65_536) return;
    this.#ids.clear();
    for (const { head, slot } of this.#segments.values()) if (head !== undefined) this.#ids.add(head.hashes, slot);
    this.#idsReady = true;
  }
}
