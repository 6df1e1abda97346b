import { pieceSize, type FileEntry } from '../stores/stored-file.ts';

/** What the writer needs of the file that it writes. */
export interface PieceSink {
  readonly entry: FileEntry;
  has(index: number): boolean;
  write(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/**
 * Cuts the bytes of one run of a file into pieces and writes each as soon as it is whole.
 * What is left of an unfinished piece stays here, so that the next request goes on at the very byte.
 */
export class PieceWriter {
  readonly #sink: PieceSink;
  // Made with the first byte: many writers wait for their turn.
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #offset: number;

  constructor(sink: PieceSink, start: number) {
    this.#sink = sink;
    this.#offset = start;
  }

  /** Position in the file of the next byte. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes of the unfinished piece, 0 where that piece is on the device already. */
  get buffered(): number {
    const { pieceBytes } = this.#sink.entry;
    return this.#sink.has(Math.floor(this.#offset / pieceBytes)) ? 0 : this.#offset % pieceBytes;
  }

  /** Forgets the unfinished piece and goes on at `offset`, the start of a piece. */
  restart(offset: number): void {
    this.#offset = offset;
  }

  async add(chunk: Uint8Array): Promise<void> {
    const { pieceBytes } = this.#sink.entry;
    this.#buffer ??= new Uint8Array(pieceBytes);
    for (let at = 0; at < chunk.length;) {
      const inPiece = this.#offset % pieceBytes;
      const taken = Math.min(chunk.length - at, pieceBytes - inPiece);
      this.#buffer.set(chunk.subarray(at, at + taken), inPiece);
      this.#offset += taken;
      at += taken;
      await this.#writeWhole(inPiece + taken);
    }
  }

  /** Writes the last, shorter piece of a file whose size was not known before. */
  async finish(): Promise<void> {
    const length = this.#offset % this.#sink.entry.pieceBytes;
    if (length > 0) await this.#write(length);
  }

  async #writeWhole(length: number): Promise<void> {
    const { entry } = this.#sink;
    const index = Math.floor((this.#offset - 1) / entry.pieceBytes);
    const size = entry.bytes === undefined ? entry.pieceBytes : pieceSize(entry, index);
    if (length === size) await this.#write(length);
  }

  async #write(length: number): Promise<void> {
    const index = Math.floor((this.#offset - 1) / this.#sink.entry.pieceBytes);
    if (this.#buffer === undefined || this.#sink.has(index)) return;
    await this.#sink.write(index, this.#buffer.subarray(0, length));
  }
}
