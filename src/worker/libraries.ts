import type { AbortOptions } from '../core/async/abort.ts';
import { Once } from '../core/async/once.ts';
import { openLibrary, type LibraryService } from '../library/open-library.ts';
import type { ReindexOptions, ReindexResult } from '../library/reindex/reindex.ts';
import { deleteStore, listStores } from '../store/database/open-database.ts';
import type { Engine } from './engine.ts';
import { toEmbedder, toImageReader } from './library-embedder.ts';

/** The libraries that are open in this worker, by name; each is opened at its first use. */
export class Libraries {
  readonly #engine: Engine;
  readonly #open = new Map<string, Once<LibraryService>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Opens a library for the session's model, or gives the open one. */
  get(name: string, options: AbortOptions): Promise<LibraryService> {
    let once = this.#open.get(name);
    if (once === undefined) {
      once = new Once(() => this.#openNow(name));
      this.#open.set(name, once);
    }
    return once.get(options);
  }

  async #openNow(name: string): Promise<LibraryService> {
    const model = await this.#engine.handle(this.#engine.config.embed, {});
    return openLibrary(name, {
      embedder: toEmbedder(model),
      images: toImageReader(model, this.#engine),
      formerModel: async (space, options) => {
        const former = await this.#engine.former(space, options);
        if (former === undefined) return undefined;
        const { handle, embedsImages } = former;
        return { embedder: toEmbedder(handle), images: embedsImages ? toImageReader(handle, this.#engine) : undefined };
      },
    });
  }

  /** Embeds a library again, and removes what was kept of models before when no other library may need it. */
  async reindex(name: string, options: ReindexOptions): Promise<ReindexResult> {
    const library = await this.get(name, options);
    const result = await library.reindex(options);
    const names = await this.names();
    if (names.every((each) => each === name)) await this.#engine.forgetFormer();
    return result;
  }

  /** Names of all libraries on this device. */
  names(): Promise<readonly string[]> {
    return listStores();
  }

  /** Deletes a library and everything in it. */
  async destroy(name: string): Promise<void> {
    const open = await this.#open.get(name)?.peek();
    this.#open.delete(name);
    await open?.close();
    await deleteStore(name);
  }
}
