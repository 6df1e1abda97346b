import { OnsightError } from '../core/errors.ts';
import { checksum } from '../math/checksum.ts';
import { countBits, hasBit } from './row-bits.ts';
import type { CollectionState, SegmentHead, Tx } from './schema.ts';

/** A segment in memory. */
export interface Segment {
  readonly head: SegmentHead;
  /** Dead rows, one bit a row. */
  dead: Uint8Array | undefined;
  /** Rows that are alive. */
  live: number;
  /** Its vectors once a search needed them; `damaged` when their bytes are not those that were written. */
  vectors: Float32Array | 'damaged' | undefined;
}

/** Where an item's vector lies. */
export interface Location {
  readonly segment: Segment;
  readonly row: number;
}

interface Snapshot {
  readonly state: CollectionState;
  readonly numbers: ReadonlySet<number>;
  readonly heads: readonly SegmentHead[];
  readonly tombstones: ReadonlyMap<number, Uint8Array>;
}

/**
 * A copy in memory of where every vector lies, and of the vectors once they were searched. It is brought up to date
 * inside each transaction from what is committed, so it is right in every tab and after every failed write.
 */
export class Mirror {
  #uid = '';
  #version = -1;
  readonly #segments = new Map<number, Segment>();
  readonly #locations = new Map<string, Location>();

  /** Number of items. */
  get count(): number {
    return this.#locations.size;
  }

  /** All segments, oldest first. */
  get segments(): readonly Segment[] {
    return [...this.#segments.values()].sort((a, b) => a.head.number - b.head.number);
  }

  /** The ids of all items, in no order that means anything. */
  ids(): Iterable<string> {
    return this.#locations.keys();
  }

  /** Where the vector of `id` lies; undefined when there is no such item. */
  locate(id: string): Location | undefined {
    return this.#locations.get(id);
  }

  /** Brings the copy up to date with what `tx` sees. @throws OnsightError `store-failed` when the state is missing */
  async sync(tx: Tx, store: string): Promise<CollectionState> {
    const state = await tx.objectStore('collection').get('state');
    if (state === undefined) throw new OnsightError('store-failed', { store, reason: 'its state is missing' });
    if (state.uid === this.#uid && state.version <= this.#version) return state;
    this.#apply(await this.#read(tx, state));
    return state;
  }

  async #read(tx: Tx, state: CollectionState): Promise<Snapshot> {
    const known = state.uid === this.#uid ? this.#segments : new Map<number, Segment>();
    const [numbers, marked, bits] = await Promise.all([
      tx.objectStore('segments').getAllKeys(),
      tx.objectStore('tombstones').getAllKeys(),
      tx.objectStore('tombstones').getAll(),
    ]);
    const missing = numbers.filter((number) => !known.has(number));
    const heads = await Promise.all(missing.map((number) => tx.objectStore('segments').get(number)));
    return {
      state,
      numbers: new Set(numbers),
      heads: heads.filter((head) => head !== undefined),
      tombstones: new Map(marked.flatMap((number, i) => (bits[i] === undefined ? [] : [[number, bits[i]]]))),
    };
  }

  // Synchronous, and only ever forwards: calls that run at the same time may each have read a snapshot.
  #apply({ state, numbers, heads, tombstones }: Snapshot): void {
    if (state.uid === this.#uid && state.version <= this.#version) return;
    if (state.uid !== this.#uid) {
      this.#segments.clear();
      this.#locations.clear();
    }
    this.#uid = state.uid;
    this.#version = state.version;
    for (const segment of this.#segments.values()) {
      if (!numbers.has(segment.head.number)) this.#drop(segment);
      else this.#bury(segment, tombstones.get(segment.head.number));
    }
    for (const head of heads) this.#take(head, tombstones.get(head.number));
  }

  #drop(segment: Segment): void {
    this.#segments.delete(segment.head.number);
    for (const id of segment.head.ids) this.#forget(id, segment);
  }

  #bury(segment: Segment, dead: Uint8Array | undefined): void {
    const live = segment.head.ids.length - countBits(dead);
    if (dead === undefined || live === segment.live) return; // rows never come back to life
    segment.head.ids.forEach((id, row) => {
      if (hasBit(dead, row) && !hasBit(segment.dead, row)) this.#forget(id, segment);
    });
    segment.dead = dead;
    segment.live = live;
  }

  #take(head: SegmentHead, dead: Uint8Array | undefined): void {
    const live = head.ids.length - countBits(dead);
    const segment: Segment = { head, dead, live, vectors: undefined };
    this.#segments.set(head.number, segment);
    head.ids.forEach((id, row) => {
      if (!hasBit(dead, row)) this.#locations.set(id, { segment, row });
    });
  }

  /** Forgets where `id` lies, unless it was added again and lies elsewhere by now. */
  #forget(id: string, segment: Segment): void {
    if (this.#locations.get(id)?.segment === segment) this.#locations.delete(id);
  }
}

/** Loads the vectors of those segments that have none in memory yet, checking their bytes. */
export async function loadVectors(tx: Tx, segments: readonly Segment[], dims: number): Promise<void> {
  await Promise.all(
    segments
      .filter(({ vectors }) => vectors === undefined)
      .map(async (segment) => {
        const bytes = await tx.objectStore('vectors').get(segment.head.number);
        const whole =
          bytes?.byteLength === segment.head.ids.length * dims * 4 && checksum(bytes) === segment.head.checksum;
        segment.vectors = whole ? new Float32Array(bytes) : 'damaged';
      }),
  );
}
