const rowBits = 12;
const rowMask = (1 << rowBits) - 1;
/** Marks a free entry. It equals the last row of the last slot, which is never reached in practice. */
const free = 0xffff_ffff;

/** A row by the slot of its segment. */
interface RowPlace {
  readonly slot: number;
  readonly row: number;
}

/** FNV-1a, 32 bits, over the UTF-16 units of an id. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashId(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) {
    const unit = id.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 255), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  // The table uses the low bits of FNV; mixing once more spreads ids that differ only at their end.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * Finds rows by the hash of their id: 8 bytes per entry at half load, independent of the length of ids. Entries are
 * never removed; callers check the result against the segment now in that slot.
 */
export class IdIndex {
  #hashes = new Uint32Array(0);
  #places = new Uint32Array(0);
  #count = 0;

  /** Number of entries, including stale ones. */
  get size(): number {
    return this.#count;
  }

  /** Adds all rows of a segment. */
  add(hashes: Uint32Array, slot: number): void {
    this.#reserve(hashes.length);
    for (let row = 0; row < hashes.length; row += 1) this.#put(hashes[row] ?? 0, ((slot << rowBits) | row) >>> 0);
  }

  /** Removes all entries. */
  clear(): void {
    this.#hashes = new Uint32Array(0);
    this.#places = new Uint32Array(0);
    this.#count = 0;
  }

  /** Rows whose id may have this hash. */
  find(hash: number): readonly RowPlace[] {
    const mask = this.#places.length - 1;
    // A set, because a segment in a reused slot may have added the same place again.
    const found = new Set<number>();
    if (mask < 0) return [];
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const place = this.#places[at] ?? free;
      if (place === free) return Array.from(found, (at) => ({ slot: at >>> rowBits, row: at & rowMask }));
      if (this.#hashes[at] === hash) found.add(place);
    }
  }

  #reserve(more: number): void {
    if ((this.#count + more) * 2 <= this.#places.length) return;
    const [hashes, places] = [this.#hashes, this.#places];
    let capacity = Math.max(1_024, places.length);
    while ((this.#count + more) * 2 > capacity) capacity *= 2;
    this.#hashes = new Uint32Array(capacity);
    this.#places = new Uint32Array(capacity).fill(free);
    this.#count = 0;
    places.forEach((place, at) => {
      if (place !== free) this.#put(hashes[at] ?? 0, place);
    });
  }

  #put(hash: number, place: number): void {
    const mask = this.#places.length - 1;
    let at = hash & mask;
    while (this.#places[at] !== free) at = (at + 1) & mask;
    this.#hashes[at] = hash;
    this.#places[at] = place;
    this.#count += 1;
  }
}
