import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { isWeak, type ShownItem } from './shown-items.ts';
import type { ElementTexts } from '../texts.ts';
import { Tile } from './tile.tsx';

/** Properties of {@link GridView}. */
interface GridViewProps {
  readonly items: readonly ShownItem[];
  readonly isBusy: boolean;
  readonly isSelectable: boolean;
  /** Id of the item that has the tab stop; the first one's if it is not among them. */
  readonly active: string | undefined;
  readonly selected: ReadonlySet<string>;
  readonly words: ElementTexts & { readonly language: string };
  /** Address of an item's thumbnail. */
  readonly urlOf: (item: ShownItem) => string | undefined;
  readonly onClick: (event: TargetedMouseEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: TargetedKeyboardEvent<HTMLElement>) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
}

/** Items in rows, those below the line of a match after a heading; and the end, which is watched. */
export function GridView(props: GridViewProps): JSX.Element {
  const { items, isBusy, isSelectable, selected, words, urlOf, onClick, onKeyDown, onFocusIn } = props;
  const active = items.some(({ id }) => id === props.active) ? props.active : items[0]?.id;
  const firstWeak = items.findIndex(isWeak);
  const tiles = items.map((item) => (
    <Tile
      key={item.id}
      item={item}
      url={urlOf(item)}
      words={words}
      isActive={item.id === active}
      isSelected={selected.has(item.id)}
      isSelectable={isSelectable}
    />
  ));
  if (firstWeak > 0)
    tiles.splice(
      firstWeak,
      0,
      <li key="rest" class="rest" aria-hidden="true" />,
      <li key="divider" part="divider" class="divider">
        {words.lessCertain}
      </li>,
    );
  return (
    <>
      <ul
        part="list"
        role="list"
        aria-label={words.list}
        aria-busy={isBusy}
        class={selected.size > 0 ? 'selecting' : ''}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocusIn={onFocusIn}
      >
        {tiles}
      </ul>
      <div class="end" />
    </>
  );
}

/** Id of the item that an event is about. */
export function idOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-id]')?.dataset['id'] : undefined;
}
