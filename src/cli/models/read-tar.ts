/** A file of a tar archive. */
interface TarFile {
  /** Path in the archive, with `/`. */
  readonly path: string;
  /** Its bytes; skipped if they are not read before the next file is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

const blockBytes = 512;

/**
 * Reads the files of a tar archive as npm writes them: ustar headers, and pax headers for long paths.
 *
 * @throws Error if the archive is truncated or a header is damaged
 */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const reader = new ByteReader(source);
  try {
    yield* readFiles(reader);
  } finally {
    await reader.close();
  }
}

async function* readFiles(reader: ByteReader): AsyncGenerator<TarFile> {
  let pax: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const header = await reader.take(blockBytes);
    // Two empty blocks end an archive.
    if (header.every((byte) => byte === 0)) return;
    const size = Number(pax.get('size') ?? Number.parseInt(text(header, 124, 12), 8));
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('The archive has a damaged header.');
    const type = text(header, 156, 1);
    if (type === 'x') pax = parsePax(await reader.take(size));
    else {
      const prefix = text(header, 345, 155);
      const path = pax.get('path') ?? `${prefix === '' ? '' : `${prefix}/`}${text(header, 0, 100)}`;
      reader.begin(size);
      if (type === '0' || type === '') yield { path, content: reader.rest() };
      await reader.skip();
      pax = new Map();
    }
    await reader.take((blockBytes - (size % blockBytes)) % blockBytes);
  }
}

function text(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end)).trim();
}

/** Parses records of the form `<length> <key>=<value>\n`. */
function parsePax(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(new TextDecoder().decode(bytes.subarray(at, space)));
    if (space === -1 || !Number.isInteger(length) || length <= 0)
      throw new Error('The archive has a damaged pax header.');
    const record = new TextDecoder().decode(bytes.subarray(space + 1, at + length - 1));
    records.set(record.slice(0, record.indexOf('=')), record.slice(record.indexOf('=') + 1));
    at += length;
  }
  return records;
}

/** Cuts a stream of chunks into pieces of known size. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  /** Bytes of the current file that are still to come. */
  #left = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Uint8Array> {
    const taken = new Uint8Array(bytes);
    let filled = 0;
    while (filled < bytes) {
      const piece = await this.#next(bytes - filled);
      taken.set(piece, filled);
      filled += piece.length;
    }
    return taken;
  }

  begin(bytes: number): void {
    this.#left = bytes;
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      const piece = await this.#next(this.#left);
      this.#left -= piece.length;
      yield piece;
    }
  }

  async skip(): Promise<void> {
    while (this.#left > 0) this.#left -= (await this.#next(this.#left)).length;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(atMost: number): Promise<Uint8Array> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) throw new Error('The archive is truncated.');
      this.#chunk = next.value;
    }
    const piece = this.#chunk.subarray(0, atMost);
    this.#chunk = this.#chunk.subarray(piece.length);
    return piece;
  }
}
