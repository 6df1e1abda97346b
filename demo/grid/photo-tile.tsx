import type { JSX } from 'preact';
import { useCaption } from '../captions/captions.ts';
import { formatPercent } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import type { Photo } from '../library/photo.ts';
import { tileStyle, type TileBox } from './layout-photos.ts';
import { useThumbnail } from './use-thumbnail.ts';

/** What a tile needs to know. */
export interface PhotoTileProps {
  readonly photo: Photo;
  readonly box: TileBox;
  readonly index: number;
  readonly total: number;
  /** Whether the tab key stops here. */
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isWeak: boolean;
}

/** One photo of the grid: a list item that is named after the file, with a button that opens it. */
export function PhotoTile({ photo, box, index, total, isActive, isSelected, isWeak }: PhotoTileProps): JSX.Element {
  const t = useMessages().library;
  const url = useThumbnail(photo.id);
  const caption = useCaption(photo.id);
  const { relevance } = photo;
  const classes = ['tile', isWeak ? 'tile--weak' : '', isSelected ? 'tile--selected' : ''].join(' ').trim();
  return (
    <li
      class={classes}
      style={tileStyle(box)}
      aria-label={photo.name}
      aria-setsize={total}
      aria-posinset={index + 1}
      data-photo={photo.id}
    >
      <button
        type="button"
        class="tile__button"
        tabIndex={isActive ? 0 : -1}
        aria-label={caption === undefined ? photo.name : `${photo.name}: ${caption}`}
        aria-pressed={isSelected ? true : undefined}
        aria-description={relevance === undefined ? undefined : t.match(formatPercent(relevance))}
      >
        {url === undefined ? null : (
          <img class="tile__image" src={url} alt={caption ?? ''} decoding="async" draggable={false} />
        )}
        <span class="tile__caption" aria-hidden="true">
          {caption ?? photo.credit?.shows ?? photo.name}
        </span>
        {relevance === undefined ? null : (
          <span class="tile__bar">
            <span class="tile__fill" style={{ transform: `scaleX(${relevance.toFixed(3)})` }} />
          </span>
        )}
      </button>
    </li>
  );
}
