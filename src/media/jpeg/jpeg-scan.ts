import type { JpegBits, HuffmanTable } from './jpeg-bits.ts';

/** One colour component of a frame. */
interface JpegComponent {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  /** Blocks that cover the component's own area, and blocks stored per row when interleaved. */
  readonly columns: number;
  readonly lines: number;
  readonly stride: number;
  /** One bit per coefficient: non-zero so far. Only for progressive files. */
  readonly nonZero: Int32Array;
  /** Per coefficient: bits still to come; 255 before its first scan. */
  readonly missingBits: Uint8Array;
  rows: number;
}

/** Content of the frame header (SOF), and the state of reading it. */
export interface JpegFrame {
  readonly isProgressive: boolean;
  readonly height: number;
  readonly vMax: number;
  readonly mcuColumns: number;
  readonly mcuLines: number;
  readonly components: readonly JpegComponent[];
}

/** Content of a scan header (SOS). */
export interface JpegScan {
  readonly components: readonly {
    readonly component: JpegComponent;
    readonly dc: HuffmanTable;
    readonly ac: HuffmanTable;
  }[];
  readonly start: number;
  readonly end: number;
  /** Successive approximation: bits that came before, and bits omitted. */
  readonly high: number;
  readonly low: number;
}

/** Reads one scan of a frame. */
export class ScanReader {
  readonly #frame: JpegFrame;
  readonly #scan: JpegScan;
  readonly #bits: JpegBits;
  readonly #restartInterval: number;
  /** Remaining blocks without further coefficients (progressive). */
  #endOfBand = 0;

  constructor(frame: JpegFrame, scan: JpegScan, bits: JpegBits, restartInterval: number) {
    this.#frame = frame;
    this.#scan = scan;
    this.#bits = bits;
    this.#restartInterval = restartInterval;
  }

  /** Returns false if the data ends or is corrupt before the scan ends. */
  read(): boolean {
    const { components } = this.#scan;
    const only = components.length === 1 ? components[0] : undefined;
    const [columns, lines] =
      only === undefined
        ? [this.#frame.mcuColumns, this.#frame.mcuLines]
        : [only.component.columns, only.component.lines];
    let untilRestart = this.#restartInterval;
    for (let line = 0; line < lines; line++) {
      for (let column = 0; column < columns; column++) {
        if (this.#restartInterval > 0 && untilRestart === 0) {
          if (!this.#bits.restart()) return false;
          this.#endOfBand = 0;
          untilRestart = this.#restartInterval;
        }
        untilRestart -= 1;
        if (only === undefined) this.#readMcu(column, line);
        else this.#readBlock(only, line * only.component.stride + column);
        if (this.#bits.isOverrun || this.#bits.isCorrupt) return false;
      }
      this.#lineIsThere(line + 1, only?.component);
    }
    this.#scanIsThere();
    return true;
  }

  #readMcu(column: number, line: number): void {
    for (const part of this.#scan.components) {
      const { h, v, stride } = part.component;
      for (let y = 0; y < v; y++) {
        for (let x = 0; x < h; x++) this.#readBlock(part, (line * v + y) * stride + column * h + x);
      }
    }
  }

  /** Rows are counted by the luminance of their blocks; later scans refine them. */
  #lineIsThere(lines: number, only: JpegComponent | undefined): void {
    if (this.#scan.start !== 0 || this.#scan.high !== 0) return;
    const { vMax, height } = this.#frame;
    for (const { component } of this.#scan.components) {
      const rowsPerLine = only === undefined ? 8 * vMax : (8 * vMax) / only.v;
      component.rows = Math.min(height, lines * rowsPerLine);
    }
  }

  #scanIsThere(): void {
    const { components, start, end, low } = this.#scan;
    for (const { component } of components) component.missingBits.fill(low, start, end + 1);
  }

  #readBlock({ component, dc, ac }: JpegScan['components'][number], block: number): void {
    const bits = this.#bits;
    const { start, high } = this.#scan;
    if (!this.#frame.isProgressive) {
      bits.skip(Math.min(16, bits.symbol(dc)));
      this.#skipCoefficients(ac);
    } else if (start === 0) {
      bits.skip(high === 0 ? Math.min(16, bits.symbol(dc)) : 1);
    } else if (high === 0) this.#readBand(component, ac, block);
    else this.#refineBand(component, ac, block);
  }

  #skipCoefficients(table: HuffmanTable): void {
    const bits = this.#bits;
    for (let k = 1; k < 64; k++) {
      const symbol = bits.symbol(table);
      const size = symbol & 15;
      if (size === 0 && symbol !== 0xf0) return;
      k += symbol >> 4;
      bits.skip(size);
      if (size > 0 && k > 63) bits.isCorrupt = true;
    }
  }

  #readBand({ nonZero }: JpegComponent, table: HuffmanTable, block: number): void {
    const bits = this.#bits;
    const { start, end } = this.#scan;
    if (this.#endOfBand > 0) {
      this.#endOfBand -= 1;
      return;
    }
    for (let k = start; k <= end; k++) {
      const symbol = bits.symbol(table);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        this.#endOfBand = (1 << run) - 1 + bits.take(run);
        return;
      }
      k += run;
      if (size === 0) continue;
      bits.skip(size);
      if (k > end) bits.isCorrupt = true;
      mark(nonZero, block, k);
    }
  }

  /** ITU T.81, G.1.2.3: one bit per non-zero coefficient, with new ones in between. */
  #refineBand({ nonZero }: JpegComponent, table: HuffmanTable, block: number): void {
    const bits = this.#bits;
    const { start, end } = this.#scan;
    let k = start;
    for (; this.#endOfBand === 0 && k <= end; k++) {
      const symbol = bits.symbol(table);
      const size = symbol & 15;
      let run = symbol >> 4;
      if (size === 0 && run < 15) {
        this.#endOfBand = (1 << run) + bits.take(run);
        break;
      }
      bits.skip(size === 0 ? 0 : 1);
      for (; k <= end; k++) {
        if (isMarked(nonZero, block, k)) bits.skip(1);
        else if (run-- === 0) break;
      }
      if (size !== 0 && k <= end) mark(nonZero, block, k);
      if (bits.isOverrun || bits.isCorrupt) return;
    }
    if (this.#endOfBand === 0) return;
    for (; k <= end; k++) if (isMarked(nonZero, block, k)) bits.skip(1);
    this.#endOfBand -= 1;
  }
}

function mark(nonZero: Int32Array, block: number, k: number): void {
  const word = block * 2 + (k >> 5);
  nonZero[word] = (nonZero[word] ?? 0) | (1 << (k & 31));
}

function isMarked(nonZero: Int32Array, block: number, k: number): boolean {
  return ((nonZero[block * 2 + (k >> 5)] ?? 0) & (1 << (k & 31))) !== 0;
}
