/** Selected ids of a list. */
export class TileSelection {
  ids: ReadonlySet<string> = new Set();
  readonly #onChange: () => void;
  /** The id that was toggled last, from which `extend` selects. */
  #anchor: string | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  select(ids: Iterable<string>): void {
    this.ids = new Set(ids);
    this.#onChange();
  }

  toggle(id: string): void {
    const next = new Set(this.ids);
    if (!next.delete(id)) next.add(id);
    this.#anchor = id;
    this.select(next);
  }

  /** Also selects what is between the id that was toggled last and this one. */
  extend(id: string, items: readonly { readonly id: string }[]): void {
    const ids = items.map((item) => item.id);
    const to = ids.indexOf(id);
    const from = this.#anchor === undefined ? to : ids.indexOf(this.#anchor);
    const start = from < 0 ? to : Math.min(from, to);
    this.select([...this.ids, ...ids.slice(start, Math.max(from, to) + 1)]);
  }
}
