/** Decoding table of a JPEG's Huffman code. */
export interface HuffmanTable {
  /** By the next nine bits: code length times 256 plus the symbol; 0 if the code is longer. */
  readonly short: Uint16Array;
  /** By length: the largest code (-1 if none), and the offset of its symbols minus the smallest code. */
  readonly largest: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

const shortBits = 9;

/** Builds a table from the number of codes per length (1 to 16) and their symbols; ITU T.81, annex C. */
export function toHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const short = new Uint16Array(1 << shortBits);
  const largest = new Int32Array(17).fill(-1);
  const offsets = new Int32Array(17);
  for (let length = 1, code = 0, next = 0; length <= 16; length++, code <<= 1) {
    const count = counts[length - 1] ?? 0;
    offsets[length] = next - code;
    for (let i = 0; i < count; i++, code++, next++) {
      if (length > shortBits) continue;
      const first = code << (shortBits - length);
      short.fill(length * 256 + (symbols[next] ?? 0), first, first + (1 << (shortBits - length)));
    }
    if (count > 0) largest[length] = code - 1;
  }
  return { short, largest, offsets, symbols };
}

/**
 * Bits of entropy-coded data, up to a marker or the end of the bytes. Returns zeros past the end; {@link isOverrun} is
 * true once some were taken.
 */
export class JpegBits {
  /** Set by a code missing from the table. */
  isCorrupt = false;
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  #padding = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** True once bits past the end were taken. */
  get isOverrun(): boolean {
    return this.#count < this.#padding;
  }

  /** Offset of the marker that ended the data, or of the end of the bytes; past the byte being read. */
  get at(): number {
    return this.#at;
  }

  /** Discards the rest of the last byte and continues after a restart marker. False if there is none. */
  restart(): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1] ?? 0;
    // Whole bytes were left over: the data is longer than it should be.
    if (this.#count - this.#padding >= 8 || bytes[at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false;
    this.#at = at + 2;
    this.#bits = this.#count = this.#padding = 0;
    return true;
  }

  skip(length: number): void {
    if (this.#count < length) this.#fill();
    this.#count -= length;
  }

  /** Takes up to 16 bits as a number. */
  take(length: number): number {
    if (length === 0) return 0;
    if (this.#count < length) this.#fill();
    this.#count -= length;
    return (this.#bits >>> this.#count) & ((1 << length) - 1);
  }

  symbol({ short, largest, offsets, symbols }: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const entry = short[(this.#bits >>> (this.#count - shortBits)) & 511] ?? 0;
    if (entry !== 0) {
      this.#count -= entry >>> 8;
      return entry & 255;
    }
    for (let length = shortBits + 1; length <= 16; length++) {
      const code = (this.#bits >>> (this.#count - length)) & ((1 << length) - 1);
      if (code > (largest[length] ?? -1)) continue;
      this.#count -= length;
      return symbols[code + (offsets[length] ?? 0)] ?? 0;
    }
    this.isCorrupt = true;
    return 0;
  }

  /** Fills to 17 bits or more; the 32-bit buffer holds the latest. */
  #fill(): void {
    const bytes = this.#bytes;
    while (this.#count <= 23) {
      const byte = bytes[this.#at];
      const isEnd = byte === undefined || (byte === 0xff && bytes[this.#at + 1] !== 0);
      if (isEnd) {
        this.#bits <<= 8;
        this.#padding += 8;
      } else {
        this.#bits = (this.#bits << 8) | byte;
        this.#at += byte === 0xff ? 2 : 1;
      }
      this.#count += 8;
    }
  }
}
