import { JpegBits, toHuffmanTable, type HuffmanTable } from './jpeg-bits.ts';
import { ScanReader, type JpegFrame, type JpegScan } from './jpeg-scan.ts';

/** How much of a JPEG is present. */
export interface JpegExtent {
  /** Number of complete pixel rows from the top, as stored. */
  readonly rows: number;
  /** True if nothing is missing, with or without an end marker. */
  readonly whole: boolean;
  /** Bytes after the last scan read, within four. */
  readonly unusedBytes: number;
}

const noTable = toHuffmanTable(new Uint8Array(16), new Uint8Array(0));

/**
 * Walks a JPEG's entropy-coded data without computing pixels and counts the rows present, because a grey corner may be
 * decoder filler or part of the photo. Supports baseline, extended and progressive files of 8 bits; undefined for
 * others. A photo of 12 megapixels takes 0.1 to 0.4 s, a progressive one 0.6 to 0.8 s.
 */
export function measureJpeg(bytes: Uint8Array): JpegExtent | undefined {
  return new JpegReader(bytes).measure();
}

class JpegReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #dc: HuffmanTable[] = [noTable, noTable, noTable, noTable];
  readonly #ac: HuffmanTable[] = [noTable, noTable, noTable, noTable];
  #frame: JpegFrame | undefined;
  #restartInterval = 0;
  #readTo = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  measure(): JpegExtent | undefined {
    try {
      return this.#walk();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.#extent(false); // truncated segment
    }
  }

  #walk(): JpegExtent | undefined {
    const bytes = this.#bytes;
    for (let at = 2; ;) {
      while (at < bytes.length && (bytes[at] !== 0xff || bytes[at + 1] === 0xff)) at += 1;
      const marker = bytes[at + 1];
      if (marker === undefined) return this.#extent(this.#hasAllBits());
      if (marker === 0xd9) return this.#extent(true);
      if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += 2;
        continue;
      }
      const length = this.#view.getUint16(at + 2);
      if (marker === 0xc4) this.#readTables(at + 4, at + 2 + length);
      else if (marker === 0xdd) this.#restartInterval = this.#view.getUint16(at + 4);
      else if (marker >= 0xc0 && marker <= 0xc2) this.#frame = this.#readFrame(at + 4, marker === 0xc2);
      else if (marker >= 0xc3 && marker <= 0xcf && marker !== 0xcc) return undefined;
      at += 2 + length;
      if (marker !== 0xda) continue;
      const scan = this.#readScan(at - length + 2);
      if (scan === undefined || this.#frame === undefined) return undefined;
      const reader = new JpegBits(bytes, at);
      const isWhole = new ScanReader(this.#frame, scan, reader, this.#restartInterval).read();
      if (!isWhole) return this.#extent(false);
      at = this.#readTo = reader.at;
    }
  }

  #extent(isWhole: boolean): JpegExtent | undefined {
    const frame = this.#frame;
    if (frame === undefined) return undefined;
    const rows = Math.min(frame.height, ...frame.components.map((component) => component.rows));
    return { rows, whole: isWhole && rows === frame.height, unusedBytes: this.#bytes.length - this.#readTo };
  }

  /** True if every coefficient has all its bits; then only the end marker is missing. */
  #hasAllBits(): boolean {
    if (this.#frame?.isProgressive !== true) return true;
    return this.#frame.components.every(({ missingBits }) => missingBits.every((bits) => bits === 0));
  }

  #readTables(from: number, end: number): void {
    for (let at = from; at + 17 <= end;) {
      const destination = this.#view.getUint8(at);
      const counts = this.#bytes.subarray(at + 1, at + 17);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const table = toHuffmanTable(counts, this.#bytes.slice(at + 17, at + 17 + total));
      (destination >> 4 === 0 ? this.#dc : this.#ac)[destination & 3] = table;
      at += 17 + total;
    }
  }

  #readFrame(at: number, isProgressive: boolean): JpegFrame | undefined {
    const view = this.#view;
    const [height, width, count] = [view.getUint16(at + 1), view.getUint16(at + 3), view.getUint8(at + 5)];
    const factors = Array.from({ length: count }, (_, i) => {
      const sampling = view.getUint8(at + 7 + i * 3);
      return { id: view.getUint8(at + 6 + i * 3), h: sampling >> 4, v: sampling & 15 };
    });
    const isValid = factors.every(({ h, v }) => h >= 1 && h <= 4 && v >= 1 && v <= 4);
    if (view.getUint8(at) !== 8 || height === 0 || width === 0 || count === 0 || count > 4 || !isValid)
      return undefined;
    const [hMax, vMax] = [Math.max(...factors.map(({ h }) => h)), Math.max(...factors.map(({ v }) => v))];
    const mcuColumns = Math.ceil(width / (8 * hMax));
    const mcuLines = Math.ceil(height / (8 * vMax));
    const components = factors.map(({ id, h, v }) => ({
      id,
      h,
      v,
      columns: Math.ceil(Math.ceil((width * h) / hMax) / 8),
      lines: Math.ceil(Math.ceil((height * v) / vMax) / 8),
      stride: mcuColumns * h,
      nonZero: new Int32Array(isProgressive ? mcuColumns * h * mcuLines * v * 2 : 0),
      missingBits: new Uint8Array(64).fill(255),
      rows: 0,
    }));
    return { isProgressive, height, vMax, mcuColumns, mcuLines, components };
  }

  #readScan(at: number): JpegScan | undefined {
    const view = this.#view;
    const count = view.getUint8(at);
    const components: JpegScan['components'][number][] = [];
    for (let i = 0; i < count; i++) {
      const id = view.getUint8(at + 1 + i * 2);
      const tables = view.getUint8(at + 2 + i * 2);
      const component = this.#frame?.components.find((one) => one.id === id);
      if (component === undefined) return undefined;
      const [dc, ac] = [this.#dc[(tables >> 4) & 3] ?? noTable, this.#ac[tables & 3] ?? noTable];
      components.push({ component, dc, ac });
    }
    const after = at + 1 + count * 2;
    const [start, end, bits] = [view.getUint8(after), view.getUint8(after + 1), view.getUint8(after + 2)];
    if (count === 0 || end > 63) return undefined;
    return { components, start, end, high: bits >> 4, low: bits & 15 };
  }
}
