import type { JSX } from 'preact';
import type { ShownItem } from './shown-items.ts';
import type { ElementTexts } from '../texts.ts';

/** Properties of {@link Tile}. */
interface TileProps {
  readonly item: ShownItem;
  /** Address of its thumbnail. */
  readonly url: string | undefined;
  readonly words: ElementTexts & { readonly language: string };
  /** Whether the tab key stops here. */
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isSelectable: boolean;
}

/** Longer or taller images than these are shown in a tile of these proportions. */
const narrowest = 0.5;
const widest = 3.2;

/** One item of a grid: a button that opens it and, if it can be selected, a mark. */
export function Tile({ item, url, words, isActive, isSelected, isSelectable }: TileProps): JSX.Element {
  const { relevance } = item;
  const name = nameOf(item);
  const percent = new Intl.NumberFormat(words.language, { style: 'percent' });
  return (
    <li
      part={isSelected ? 'tile tile-selected' : 'tile'}
      data-id={item.id}
      style={{ '--_ratio': String(ratioOf(item)) }}
    >
      <button
        type="button"
        class="open"
        part="open"
        tabIndex={isActive ? 0 : -1}
        aria-label={name}
        aria-pressed={isSelectable && isSelected ? true : undefined}
        aria-description={relevance === undefined ? undefined : words.relevance(percent.format(relevance))}
      >
        {url === undefined ? (
          <span part="text" class="text">
            {textOf(item)}
          </span>
        ) : (
          <img part="image" src={url} alt="" decoding="async" draggable={false} />
        )}
        {relevance === undefined ? null : (
          <span part="bar" class="bar">
            <span style={{ transform: `scaleX(${relevance.toFixed(3)})` }} />
          </span>
        )}
      </button>
      {isSelectable ? (
        <button
          type="button"
          class="mark"
          part="mark"
          tabIndex={-1}
          aria-pressed={isSelected}
          aria-label={words.select(name)}
        />
      ) : null}
    </li>
  );
}

function ratioOf({ metadata: { width, height } }: ShownItem): number {
  const ratio = typeof width === 'number' && typeof height === 'number' && height > 0 ? width / height : 1;
  return Math.min(widest, Math.max(narrowest, ratio));
}

/** Name of an item: its caption or title where it has one, else the name of its file. */
function nameOf({ id, metadata }: ShownItem): string {
  const named = [metadata['caption'], metadata['title'], metadata['name'], metadata['text']];
  return named.find((value): value is string => typeof value === 'string' && value !== '') ?? id;
}

/** Text of an item without an image; nothing while the image of a photo is read. */
function textOf(item: ShownItem): string {
  return item.modality === 'image' ? '' : nameOf(item);
}
