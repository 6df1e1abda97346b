import { pieceSize, type FileEntry } from '../stores/stored-file.ts';

/** The part of a file that the writer needs. */
interface PieceSink {
  readonly entry: FileEntry;
  has(index: number): boolean;
  write(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/**
 * Splits the bytes of one run into pieces and writes each as soon as it is complete. Keeps the rest of an unfinished
 * piece, so that the next request continues at the next byte.
 */
export class PieceWriter {
  readonly #sink: PieceSink;
  // Allocated on the first byte, because many writers wait for their turn.
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #offset: number;

  constructor(sink: PieceSink, start: number) {
    this.#sink = sink;
    this.#offset = start;
  }

  /** Position of the next byte in the file. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes of the unfinished piece; 0 if that piece is already stored. */
  get buffered(): number {
    const { pieceBytes } = this.#sink.entry;
    return this.#sink.has(Math.floor(this.#offset / pieceBytes)) ? 0 : this.#offset % pieceBytes;
  }

  /** Discards the unfinished piece and continues at `offset`, the start of a piece. */
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

  /** Writes the last, shorter piece of a file of initially unknown size. */
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
