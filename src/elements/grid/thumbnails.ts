import type { Library } from '../../api/library.ts';
import type { ShownItem } from './shown-items.ts';

/** Addresses of thumbnails, read when they are first asked for. */
export class Thumbnails {
  readonly #urls = new Map<string, string | undefined>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Address of an item's thumbnail; undefined while it is read and if there is none. */
  url({ id, thumbnail }: ShownItem, library: Pick<Library, 'thumbnail'> | undefined): string | undefined {
    if (!this.#urls.has(id)) {
      this.#urls.set(id, thumbnail === undefined ? undefined : URL.createObjectURL(thumbnail));
      if (thumbnail === undefined && library !== undefined) void this.#read(id, library);
    }
    return this.#urls.get(id);
  }

  /** Forgets all but these items. */
  keep(items: readonly ShownItem[]): void {
    const kept = new Set(items.map(({ id }) => id));
    for (const id of [...this.#urls.keys()]) if (!kept.has(id)) this.#drop(id);
  }

  async #read(id: string, library: Pick<Library, 'thumbnail'>): Promise<void> {
    try {
      const blob = await library.thumbnail(id);
      // There is none, it was dropped meanwhile, or another call was faster.
      if (blob === undefined || !this.#urls.has(id) || this.#urls.get(id) !== undefined) return;
      this.#urls.set(id, URL.createObjectURL(blob));
      this.#onChange();
    } catch {
      // Read again at the next drawing; the grid itself says if the library fails.
      this.#urls.delete(id);
    }
  }

  #drop(id: string): void {
    const url = this.#urls.get(id);
    if (url !== undefined) URL.revokeObjectURL(url);
    this.#urls.delete(id);
  }
}
