import { requestBytes, type RangeAnswer, type ByteRange } from './http-range.ts';
import { mapWide } from './map-wide.ts';
import { PieceWriter } from './piece-writer.ts';
import type { NetworkOptions } from './probe-size.ts';
import { retrying, TransientFailure } from './retry.ts';
import type { Slots } from './slots.ts';
import { sizeMismatch, StartAgain } from './start-again.ts';
import { pieceCount, pieceSize, type FileEntry, type StoredFile } from '../stores/stored-file.ts';

// Equal to the number of slots, because each run holds a piece in memory.
const runsAtATime = 4;

/** How a file is split. */
interface PieceOptions {
  /** Unit of storage, hence the most that an interruption costs per request in flight. */
  readonly pieceBytes: number;
  /** Pieces per request. */
  readonly runPieces: number;
}

/** Options of a {@link PieceDownload}. */
export interface FileDownloadOptions extends NetworkOptions {
  readonly pieces: PieceOptions;
  /** Limits concurrent requests across all downloads of a cache. */
  readonly slots: Slots;
  /** Called with the number of bytes stored; falls when a download restarts. */
  readonly onBytes: (loadedBytes: number) => void;
}

/**
 * Downloads the missing pieces of one version of one file. Requests ranges in parallel if the server supports them and
 * reads a single stream otherwise.
 */
export class PieceDownload {
  readonly #stored: StoredFile;
  readonly #options: FileDownloadOptions;
  readonly #have: Set<number>;
  readonly #written = new Set<number>();
  readonly #writers = new Set<PieceWriter>();
  #entry: FileEntry;
  #ranges = true;

  constructor(stored: StoredFile, entry: FileEntry, have: ReadonlySet<number>, options: FileDownloadOptions) {
    this.#stored = stored;
    this.#entry = entry;
    this.#have = new Set(have);
    this.#options = options;
  }

  get entry(): FileEntry {
    return this.#entry;
  }

  /** Indexes of the pieces written by this download. */
  get written(): ReadonlySet<number> {
    return this.#written;
  }

  has(index: number): boolean {
    return this.#have.has(index);
  }

  async write(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#stored.writePiece(index, bytes);
    this.#have.add(index);
    this.#written.add(index);
  }

  /** Fetches the missing pieces; `whole` requests one stream without ranges. @throws StartAgain */
  async fetchMissing(whole: boolean): Promise<void> {
    this.#report();
    this.#ranges = !whole;
    const { signal } = this.#options;
    if (whole || this.#entry.bytes === undefined) {
      await this.#fetchRun({ start: 0, end: this.#entry.bytes ?? Infinity }, signal);
      return;
    }
    const runs = this.#missingRuns(this.#entry.bytes);
    const [first] = runs;
    if (first === undefined) return;
    // The other runs wait for the first response: a server without ranges sends the whole file with it.
    let open: (others: readonly ByteRange[]) => void = () => undefined;
    const others = new Promise<readonly ByteRange[]>((resolve) => {
      open = resolve;
    });
    const opened = (kind: RangeAnswer['kind']): void => {
      open(kind === 'part' ? runs.slice(1) : []);
    };
    await mapWide([true, false], 2, signal, async (isFirst, linked) => {
      if (!isFirst) return this.#fetchRuns(await others, linked);
      try {
        await this.#fetchRun(first, linked, opened);
      } finally {
        open([]);
      }
    });
  }

  async #fetchRuns(runs: readonly ByteRange[], signal: AbortSignal): Promise<void> {
    await mapWide(runs, runsAtATime, signal, (run, linked) => this.#fetchRun(run, linked));
  }

  #missingRuns(bytes: number): readonly ByteRange[] {
    const { pieceBytes } = this.#entry;
    const runs: ByteRange[] = [];
    for (let index = 0; index < pieceCount(this.#entry); index += 1) {
      if (this.#have.has(index)) continue;
      let end = index + 1;
      while (end - index < this.#options.pieces.runPieces && !this.#have.has(end) && end * pieceBytes < bytes) end += 1;
      runs.push({ start: index * pieceBytes, end: Math.min(bytes, end * pieceBytes) });
      index = end - 1;
    }
    return runs;
  }

  async #fetchRun(run: ByteRange, signal: AbortSignal, opened?: (kind: RangeAnswer['kind']) => void): Promise<void> {
    const { requester, retryDelayMs: delayMs, slots } = this.#options;
    const { url, path: file } = this.#stored.file;
    const isWhole = run.start === 0 && run.end === (this.#entry.bytes ?? Infinity);
    const writer = new PieceWriter(this, run.start);
    this.#writers.add(writer);
    let tries = 0;
    const attempt = async (): Promise<boolean> => {
      tries += 1;
      // A file of one run is requested without a range so that the server may compress it; the rest of a run needs a
      // range.
      const plain = isWhole && (writer.offset === 0 || !this.#ranges || this.#entry.bytes === undefined);
      // Chromium rejects a compressed response to a range request without saying so; fall back to a plain request.
      const refused = opened !== undefined && writer.offset === 0 && tries > 2;
      const range = plain || refused ? undefined : { start: writer.offset, end: run.end };
      const answer = await requestBytes(requester, url, range, signal);
      opened?.(answer.kind);
      return this.#read(answer, writer, run);
    };
    try {
      let done = false;
      while (!done) {
        const progress = (): number => writer.offset;
        done = await retrying(() => slots.run(attempt, signal), { url, file, signal, delayMs, progress });
      }
    } finally {
      this.#writers.delete(writer);
    }
  }

  /** Reads a response to its end; true when the run is done. */
  async #read(answer: RangeAnswer, writer: PieceWriter, run: ByteRange): Promise<boolean> {
    if (answer.kind === 'unusable') throw new StartAgain('the server sends ranges without Content-Range', true);
    if (answer.kind === 'outside') {
      await this.#adopt(answer.validator, answer.total, true);
      throw new StartAgain('the range is past the end of the file', true);
    }
    try {
      if (answer.kind === 'part') await this.#acceptPart(answer, writer, run);
      else await this.#acceptWhole(answer, writer, run);
      for await (const chunk of answer.body.chunks()) {
        if (writer.offset + chunk.length > (this.#entry.bytes ?? Infinity))
          throw this.#wrongSize(writer.offset + chunk.length);
        await writer.add(chunk);
        this.#report();
      }
    } catch (error) {
      await answer.body.cancel();
      throw error;
    }
    if (answer.kind === 'whole') {
      await this.#endWhole(writer);
      return true;
    }
    if (writer.offset < answer.range.end) throw new TransientFailure('the response ended early');
    return writer.offset >= run.end;
  }

  async #acceptPart(answer: RangeAnswer & { kind: 'part' }, writer: PieceWriter, run: ByteRange): Promise<void> {
    const { range, total, validator } = answer;
    if (range.start !== writer.offset || range.end > run.end)
      throw new StartAgain('the server sent another range', true);
    // Versions cannot be told apart, so only a single response is certain to be of one version.
    if (validator === '' && this.#entry.sha256 === undefined) throw new StartAgain('no ETag', true);
    await this.#adopt(validator, total, true);
  }

  async #acceptWhole(answer: RangeAnswer & { kind: 'whole' }, writer: PieceWriter, run: ByteRange): Promise<void> {
    // A whole file in the middle of other ranges is useless: it may be another version.
    if (run.start !== 0 || this.#writers.size > 1) throw new StartAgain('the server stopped supporting ranges', true);
    const known = answer.validator !== '' && answer.validator === this.#entry.validator;
    if (!known && this.#have.size > 0) {
      for (const index of [...this.#have]) await this.#stored.deletePiece(index);
      this.#have.clear();
    }
    writer.restart(0);
    this.#entry = { ...this.#entry, validator: answer.validator };
    await this.#adopt(answer.validator, answer.total, answer.exact);
    await this.#stored.writeEntry(this.#entry);
  }

  /** Remembers the version of the first response and compares every later one with it. */
  async #adopt(validator: string, total: number | undefined, exact: boolean): Promise<void> {
    const { bytes, validator: known } = this.#entry;
    if (known !== '' && validator !== '' && known !== validator) throw new StartAgain('the file has changed', false);
    if (exact && total !== undefined && bytes !== undefined && bytes !== total) throw this.#wrongSize(total);
    if (known !== '' || validator === '') return;
    this.#entry = { ...this.#entry, validator };
    await this.#stored.writeEntry(this.#entry);
  }

  async #endWhole(writer: PieceWriter): Promise<void> {
    const { bytes } = this.#entry;
    if (bytes === undefined) {
      await writer.finish();
      this.#entry = { ...this.#entry, bytes: writer.offset };
    } else if (writer.offset < bytes) {
      throw new TransientFailure(`the file ended after ${String(writer.offset)} of ${String(bytes)} bytes`);
    }
  }

  #wrongSize(actual: number): Error {
    const { bytes: expected, path: file } = this.#stored.file;
    // If the size differs from the caller's, the source is wrong; if it differs from an earlier response, the file has
    // changed.
    if (expected === undefined) return new StartAgain('the size has changed', false);
    return sizeMismatch(file, expected, actual);
  }

  #report(): void {
    let loaded = 0;
    for (const index of this.#have) {
      loaded += this.#entry.bytes === undefined ? this.#entry.pieceBytes : pieceSize(this.#entry, index);
    }
    for (const writer of this.#writers) loaded += writer.buffered;
    this.#options.onBytes(loaded);
  }
}
