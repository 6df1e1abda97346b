import type { Library } from '../../api/library.ts';
import type { Onsight } from '../../api/onsight.ts';
import type { LoadProgress } from '../../core/progress.ts';
import type { DeletedItems } from '../../library/library-service.ts';
import { observeAdd, type Adding } from '../../state/observe-add.ts';
import { transferredFiles } from './dropped-files.ts';
import { OnsightElement } from '../onsight-element.ts';
import { SearchView } from './search-view.tsx';
import { ShownItems, type Shown } from '../grid/shown-items.ts';

const pageSize = 60;
const nothing: Shown = { status: 'loading', items: [], total: undefined, matches: undefined, error: undefined };

/** State of an `<onsight-search>`, for its view. */
export interface SearchState {
  readonly library: Library | undefined;
  readonly query: string;
  readonly shown: Shown;
  readonly error: unknown;
  readonly adding: Adding;
  /** Progress of loading the model for a search. */
  readonly loading: LoadProgress | undefined;
  readonly selected: readonly string[];
  /** Items that can be restored. */
  readonly deleted: DeletedItems | undefined;
  readonly isDropping: boolean;
}

/**
 * `<onsight-search>`: a library of the visitor's photos. They are dropped, pasted or chosen, indexed on this device,
 * searched by words, and deleted with undo.
 *
 * Attributes: `name` of the library (default `photos`). Slot `empty`: replaces the invitation to add photos. Events:
 * `onsight-ready` with `detail.library`, `onsight-open` with `detail.item`, `onsight-select` with `detail.ids`,
 * `onsight-delete` with `detail.ids` (before photos are deleted; `preventDefault()` keeps them), `onsight-error` with
 * `detail.error`.
 */
export class OnsightSearch extends OnsightElement {
  static override observedAttributes = [...OnsightElement.observedAttributes, 'name'];

  #library: Library | undefined;
  #instance: Onsight | undefined;
  #list: ShownItems | undefined;
  #adding: ReturnType<typeof observeAdd> | undefined;
  #isAddingShown = false;
  #query = '';
  #selected: readonly string[] = [];
  #deleted: DeletedItems | undefined;
  #loading: LoadProgress | undefined;
  #isWarm = false;
  #isDropping = false;
  #waiting: Parameters<Library['add']>[0][] = [];

  constructor() {
    super('search');
    this.addEventListener('dragover', this.#onDrag);
    this.addEventListener('dragleave', this.#onDragLeave);
    this.addEventListener('drop', this.#onDrop);
    this.addEventListener('paste', this.#onPaste);
  }

  /** Name of the library: the attribute. @defaultValue 'photos' */
  get name(): string {
    return this.getAttribute('name') ?? 'photos';
  }
  set name(name: string) {
    this.setAttribute('name', name);
  }

  /** The open library, from `onsight-ready` on; undefined before, and while the element is not connected. */
  get library(): Library | undefined {
    return this.#library;
  }

  /** Words in the search field. */
  get query(): string {
    return this.#query;
  }
  set query(query: string) {
    this.#query = query;
    this.#list?.show(query);
    if (query.trim() !== '') this.#warm();
    this.draw();
  }

  /** Adds photos as if they were dropped, once the library is open. The element shows progress and outcome. */
  add(files: Parameters<Library['add']>[0]): void {
    this.#isAddingShown = true;
    if (this.#adding === undefined) this.#waiting.push(files);
    else void this.#adding.add(files);
    this.draw();
  }

  /** Loads the model for searches by words, at the first of them, to show progress. */
  #warm(): void {
    if (this.#isWarm || this.#instance === undefined) return;
    this.#isWarm = true;
    const onProgress = (progress: LoadProgress): void => {
      this.#loading = progress.phase === 'ready' ? undefined : progress;
      this.draw();
    };
    this.#instance.load({ tasks: ['embed-text'], onProgress }).catch(() => {
      // The search itself fails as well, and says so.
      this.#isWarm = false;
      this.#loading = undefined;
      this.draw();
    });
  }

  protected override async work(onsight: () => Promise<Onsight>, signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#adding?.cancel();
      this.#library = this.#instance = this.#list = this.#adding = this.#deleted = this.#loading = undefined;
      this.#isWarm = false;
      this.#selected = [];
    });
    const instance = await onsight();
    const library = await instance.openLibrary(this.name, { signal });
    const onChange = (): void => {
      this.draw();
    };
    this.#instance = instance;
    this.#library = library;
    this.#list = new ShownItems(library, { limit: pageSize, signal, onChange });
    this.#adding = observeAdd(library);
    signal.addEventListener('abort', this.#adding.state.subscribe(onChange));
    this.query = this.#query;
    for (const files of this.#waiting.splice(0)) void this.#adding.add(files);
    this.emit('onsight-ready', { library });
  }

  protected override view(): object {
    const state: SearchState = {
      library: this.#library,
      query: this.#query,
      shown: this.#list?.now ?? nothing,
      error: this.failure,
      adding: (this.#isAddingShown ? this.#adding?.state.value : undefined) ?? { status: 'idle' },
      loading: this.#loading,
      selected: this.#selected,
      deleted: this.#deleted,
      isDropping: this.#isDropping,
    };
    return <SearchView {...state} words={this.words} actions={this.#actions} />;
  }

  readonly #actions = {
    search: (query: string): void => {
      this.query = query;
    },
    add: (files: readonly File[]): void => {
      this.add(files);
    },
    cancel: (): void => {
      this.#adding?.cancel();
    },
    dismiss: (): void => {
      this.#isAddingShown = false;
      this.#deleted = undefined;
      this.draw();
    },
    retry: (): void => {
      this.restart();
    },
    more: (): void => {
      this.#list?.more();
    },
    select: (ids: readonly string[]): void => {
      this.#selected = ids;
      this.draw();
    },
    remove: (ids: readonly string[]): void => {
      if (this.emit('onsight-delete', { ids })) void this.#remove(ids);
    },
    undo: (): void => {
      void this.#restore();
    },
  };

  async #remove(ids: readonly string[]): Promise<void> {
    try {
      const deleted = await this.#library?.delete(ids, { restorable: true });
      this.#deleted = deleted;
      this.#actions.select(this.#selected.filter((id) => !ids.includes(id)));
    } catch (error) {
      this.fail(error);
    }
  }

  async #restore(): Promise<void> {
    const deleted = this.#deleted;
    this.#deleted = undefined;
    this.draw();
    try {
      if (deleted !== undefined) await this.#library?.restore(deleted);
    } catch (error) {
      this.#deleted = deleted;
      this.fail(error);
    }
  }

  readonly #onDrag = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    this.#setDropping(true);
  };

  readonly #onDragLeave = (event: DragEvent): void => {
    const { relatedTarget } = event;
    if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) this.#setDropping(false);
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#setDropping(false);
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    void this.#addFrom(event.dataTransfer);
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData?.types.includes('Files') !== true) return;
    event.preventDefault();
    void this.#addFrom(event.clipboardData);
  };

  #setDropping(isDropping: boolean): void {
    if (isDropping === this.#isDropping) return;
    this.#isDropping = isDropping;
    this.draw();
  }

  async #addFrom(transfer: DataTransfer): Promise<void> {
    try {
      const files = await transferredFiles(transfer);
      if (files.length > 0) this.add(files);
    } catch (error) {
      this.fail(error);
    }
  }
}

/** Actions of the view of an `<onsight-search>`. */
export type SearchActions = {
  readonly search: (query: string) => void;
  readonly add: (files: readonly File[]) => void;
  readonly select: (ids: readonly string[]) => void;
  readonly remove: (ids: readonly string[]) => void;
} & Readonly<Record<'cancel' | 'dismiss' | 'retry' | 'more' | 'undo', () => void>>;
