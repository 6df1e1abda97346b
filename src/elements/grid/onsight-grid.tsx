import type { TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import type { Library } from '../../api/library.ts';
import type { Onsight } from '../../api/onsight.ts';
import type { SearchQuery } from '../../api/arguments/search-query.ts';
import { FailureCard } from '../failure-card.tsx';
import { movedPlace } from './moved-place.ts';
import { GridView, idOf } from './grid-view.tsx';
import { TileSelection } from './tile-selection.ts';
import { OnsightElement } from '../onsight-element.ts';
import { ShownItems, type Shown, type ShownItem } from './shown-items.ts';
import { Thumbnails } from './thumbnails.ts';

const pageSize = 60;

/**
 * `<onsight-grid>`: photos in justified rows. Shows `items`, or a library's items, or the hits of `query` in it.
 *
 * Attributes: `name` of a library, `query` (words), `selectable`. Events: `onsight-open` with `detail.item`,
 * `onsight-select` with `detail.ids`, `onsight-delete` with `detail.ids` (the Delete key; nothing is deleted by the
 * grid), `onsight-end` (the last of the items is near the screen), `onsight-error`.
 *
 * Keys: arrows, Home and End move, Enter opens; if selectable, Space selects, Ctrl+A selects all, Escape none.
 */
export class OnsightGrid extends OnsightElement {
  static override observedAttributes = [...OnsightElement.observedAttributes, 'name', 'query', 'selectable'];

  #items: readonly ShownItem[] | undefined;
  #library: Library | undefined;
  #query: SearchQuery | string | undefined;
  #opened: Library | undefined;
  #list: ShownItems | undefined;
  readonly #selection = new TileSelection(() => {
    this.emit('onsight-select', { ids: this.selection });
    this.draw();
  });
  #active: string | undefined;
  #drawnTiles = pageSize;
  #endedAt = 0;
  #end: IntersectionObserver | undefined;
  readonly #thumbnails = new Thumbnails(() => {
    this.draw();
  });

  constructor() {
    super('grid');
  }

  /** Items to show. @defaultValue those of the library */
  get items(): readonly ShownItem[] | undefined {
    return this.#items;
  }
  set items(items: readonly ShownItem[] | undefined) {
    const isOther = (items === undefined) !== (this.#items === undefined);
    this.#items = items;
    if (isOther) this.restart();
    else this.draw();
  }

  /** Library of the items. @defaultValue the one of the attribute `name` */
  get library(): Library | undefined {
    return this.#library;
  }
  set library(library: Library | undefined) {
    if (library === this.#library) return;
    this.#library = library;
    this.restart();
  }

  /** Query whose hits are shown: words, or any query of `library.search`. */
  get query(): SearchQuery | string | undefined {
    return this.#query ?? this.getAttribute('query') ?? undefined;
  }
  set query(query: SearchQuery | string | undefined) {
    this.#query = query;
    this.#drawnTiles = pageSize;
    this.#list?.show(this.query);
    this.draw();
  }

  /** Whether items can be selected: the attribute. */
  get selectable(): boolean {
    return this.hasAttribute('selectable');
  }
  set selectable(selectable: boolean) {
    this.toggleAttribute('selectable', selectable);
  }

  /** Ids of the selected items. Setting it dispatches no event. */
  get selection(): readonly string[] {
    return [...this.#selection.ids];
  }
  set selection(ids: readonly string[]) {
    this.#selection.ids = new Set(ids);
    this.draw();
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === 'query') this.query = this.#query;
    else if (name === 'selectable') this.draw();
    else super.attributeChangedCallback(name, before, after);
  }

  protected override async work(onsight: () => Promise<Onsight>, signal: AbortSignal): Promise<void> {
    this.#opened = this.#library;
    this.#list = undefined;
    signal.addEventListener('abort', () => {
      this.#thumbnails.keep([]);
      this.#end?.disconnect();
      this.#end = undefined;
    });
    const name = this.getAttribute('name');
    if (this.#items !== undefined) return;
    if (this.#library === undefined && name === null) return;
    this.#opened ??= await (await onsight()).openLibrary(name ?? '', { signal });
    const onChange = (): void => {
      this.draw();
    };
    this.#list = new ShownItems(this.#opened, { limit: pageSize, signal, onChange });
    this.#list.show(this.query);
    this.draw();
  }

  protected override view(): object {
    const { words } = this;
    const shown = this.#shown;
    const error = this.failure ?? shown.error;
    if (error !== undefined) return <FailureCard error={error} words={words} onRetry={() => this.restart()} />;
    if (shown.items.length === 0) {
      const isLoading = shown.status === 'loading';
      const isSearch = shown.matches !== undefined;
      return (
        <slot name="empty">
          <p part="empty" class="note">
            {isLoading ? (isSearch ? words.searching : words.opening) : isSearch ? words.noMatch : words.noPhotos}
          </p>
        </slot>
      );
    }
    return (
      <GridView
        items={shown.items.slice(0, this.#drawnTiles)}
        isBusy={shown.status === 'loading'}
        isSelectable={this.selectable}
        active={this.#active}
        selected={this.#selection.ids}
        words={words}
        urlOf={(item) => this.#thumbnails.url(item, this.#opened)}
        onClick={this.#onClick}
        onKeyDown={this.#onKeyDown}
        onFocusIn={(event) => {
          this.#active = idOf(event.target);
        }}
      />
    );
  }

  protected override drawn(): void {
    const { items } = this.#shown;
    this.#thumbnails.keep(items.slice(0, this.#drawnTiles));
    const ids = new Set(items.map(({ id }) => id));
    // A search hides items without unselecting them; deleted ones are gone.
    if (this.#shown.matches === undefined && this.#items === undefined && this.#shown.status === 'ready')
      this.#selection.ids = new Set(this.selection.filter((id) => ids.has(id)));
    const end = this.shadowRoot?.querySelector('.end') ?? undefined;
    this.#end ??= new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#showMore();
      },
      { rootMargin: '1200px' },
    );
    this.#end.disconnect();
    // Observed again after each drawing: an end that is still near the screen is reported again.
    if (end !== undefined) this.#end.observe(end);
  }

  get #shown(): Shown {
    if (this.#items !== undefined)
      return { status: 'ready', items: this.#items, total: this.#items.length, matches: undefined, error: undefined };
    const isIdle = this.#library === undefined && this.getAttribute('name') === null;
    return (
      this.#list?.now ?? {
        status: isIdle ? 'ready' : 'loading',
        items: [],
        total: undefined,
        matches: undefined,
        error: undefined,
      }
    );
  }

  #showMore(): void {
    if (this.#drawnTiles < this.#shown.items.length) {
      this.#drawnTiles += pageSize;
      this.draw();
    } else {
      this.#list?.more();
      const { length } = this.#shown.items;
      if (length !== this.#endedAt) this.emit('onsight-end', { items: length });
      this.#endedAt = length;
    }
  }

  readonly #onClick = (event: TargetedMouseEvent<HTMLElement>): void => {
    const id = idOf(event.target);
    const item = this.#shown.items.find((each) => each.id === id);
    if (item === undefined) return;
    this.#active = item.id;
    const isMark = event.target instanceof Element && event.target.closest('.mark') !== null;
    if (this.selectable && event.shiftKey) this.#selection.extend(item.id, this.#shown.items);
    else if (isMark || (this.selectable && (this.#selection.ids.size > 0 || event.ctrlKey || event.metaKey)))
      this.#selection.toggle(item.id);
    else this.emit('onsight-open', { item });
  };

  readonly #onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const id = idOf(event.target);
    if (id === undefined || event.altKey) return;
    const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('.open')];
    const place = movedPlace(
      event.key,
      tiles.findIndex((tile) => idOf(tile) === id),
      tiles,
    );
    if (place !== undefined) tiles[place]?.focus();
    else if (this.selectable && event.key === ' ') this.#selection.toggle(id);
    else if (this.selectable && event.key === 'a' && (event.ctrlKey || event.metaKey))
      this.#selection.select(this.#shown.items.map((item) => item.id));
    else if (this.selectable && event.key === 'Escape' && this.#selection.ids.size > 0) this.#selection.select([]);
    else if (['Delete', 'Backspace'].includes(event.key) && !event.repeat) {
      this.emit('onsight-delete', { ids: this.#selection.ids.size > 0 ? this.selection : [id] });
    } else return;
    event.preventDefault();
  };
}
