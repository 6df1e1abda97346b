const pageBytes = 64 * 1024;
/** Number of cached pages; older ones are read again. */
const maxPages = 16;

/** Random access to a file of any size through a few cached pages of 64 kB. Reads past the end return fewer bytes. */
export class FileBytes {
  readonly size: number;
  readonly #file: Blob;
  readonly #pages = new Map<number, Uint8Array>();

  constructor(file: Blob) {
    this.#file = file;
    this.size = file.size;
  }

  async read(start: number, length: number): Promise<DataView<ArrayBuffer>> {
    const end = Math.min(this.size, start + length);
    const out = new Uint8Array(Math.max(0, end - start));
    for (let at = start; at < end;) {
      const index = Math.floor(at / pageBytes);
      const page = await this.#page(index);
      const part = page.subarray(at - index * pageBytes, end - index * pageBytes);
      if (part.length === 0) return new DataView(out.buffer, 0, at - start);
      out.set(part, at - start);
      at += part.length;
    }
    return new DataView(out.buffer);
  }

  async #page(index: number): Promise<Uint8Array> {
    const known = this.#pages.get(index);
    if (known !== undefined) return known;
    const start = index * pageBytes;
    const page = new Uint8Array(await this.#file.slice(start, start + pageBytes).arrayBuffer());
    const oldest = this.#pages.keys().next().value;
    if (this.#pages.size >= maxPages && oldest !== undefined) this.#pages.delete(oldest);
    this.#pages.set(index, page);
    return page;
  }
}
