import type { JSX } from 'preact';
import { captionInWords } from '../../state/library/caption-form.ts';
import { useCaption } from '../../state/library/captions.ts';
import { formatNumber, formatPercent } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import type { Photo } from '../../state/library/photo.ts';
import { openLookAlikes } from '../../state/library/look-alikes.ts';
import type { ExampleSide } from '../../state/examples.ts';
import { formatTime } from '../../state/library/recording.ts';
import { Icon } from '../../ui/icons.tsx';
import { Waveform } from '../../ui/waveform.tsx';
import { tileStyle, type TileBox } from './layout-photos.ts';
import { useThumbnail } from '../../state/library/use-thumbnail.ts';

/** Properties of {@link PhotoTile}. */
export interface PhotoTileProps {
  readonly photo: Photo;
  readonly box: TileBox;
  readonly index: number;
  readonly total: number;
  /** Whether the tab key stops here. */
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isWeak: boolean;
  /** Whether results can be made more, or less, like this photo. */
  readonly examples: readonly ExampleSide[];
  /** How many look-alikes stand behind it. */
  readonly more: number;
}

/** One photo of the grid: a list item that is named after the file, with a button that opens it. */
export function PhotoTile(props: PhotoTileProps): JSX.Element {
  const { photo, box, index, total, isActive, isSelected, isWeak, examples, more } = props;
  const { describe } = useTileText();
  const { recording } = useMessages();
  const url = useThumbnail(photo.id);
  const stored = useCaption(photo.id);
  const caption = stored === undefined ? undefined : captionInWords(stored);
  const { relevance, matched } = photo;
  const classes = ['tile', isWeak ? 'tile--weak' : '', isSelected ? 'tile--selected' : ''].join(' ').trim();
  return (
    <li
      class={classes}
      style={tileStyle(box)}
      aria-label={photo.name}
      aria-setsize={total}
      aria-posinset={index + 1}
      data-photo={photo.id}
      data-glide={photo.id}
    >
      <button
        type="button"
        class="tile__button"
        tabIndex={isActive ? 0 : -1}
        aria-label={labelOf(
          photo,
          caption,
          photo.recording && recording.duration[photo.recording.kind](formatTime(photo.recording.durationS)),
        )}
        aria-pressed={isSelected ? true : undefined}
        aria-description={relevance === undefined ? undefined : describe(photo, relevance, isWeak)}
      >
        {url === undefined ? null : (
          <img class="tile__image" src={url} alt={caption ?? ''} decoding="async" draggable={false} />
        )}
        {photo.recording?.kind === 'audio' ? (
          <span class="tile__sound">
            <Waveform levels={photo.recording.waveform} />
          </span>
        ) : null}
        {photo.recording === undefined ? null : (
          <span class="tile__duration" aria-hidden="true">
            {formatTime(photo.recording.durationS)}
          </span>
        )}
        {matched === undefined ? (
          <span class="tile__caption" aria-hidden="true">
            {caption ?? photo.credit?.shows ?? photo.name}
          </span>
        ) : (
          <span class="tile__caption tile__caption--matched" aria-hidden="true">
            {matched.pieces.map(({ text, isMatch }, i) => (isMatch ? <mark key={i}>{text}</mark> : text))}
          </span>
        )}
        {relevance === undefined ? null : (
          <span class="tile__bar">
            <span class="tile__fill" style={{ transform: `scaleX(${relevance.toFixed(3)})` }} />
          </span>
        )}
      </button>
      {more === 0 ? null : <MoreButton photo={photo} more={more} isActive={isActive} />}
      {examples.length === 0 ? null : <ExampleButtons sides={examples} isActive={isActive} />}
    </li>
  );
}

/** Opens the look-alikes that stand behind a photo. */
function MoreButton({ photo, more, isActive }: Pick<PhotoTileProps, 'photo' | 'more' | 'isActive'>): JSX.Element {
  const t = useMessages().alikes;
  return (
    <button
      type="button"
      class="tile__more"
      tabIndex={isActive ? 0 : -1}
      aria-label={`${t.more(formatNumber(more))}, ${t.showAll(formatNumber(more), photo.name)}`}
      onClick={(event) => {
        event.stopPropagation();
        openLookAlikes(photo.id);
      }}
      onKeyDown={(event) => {
        // These keys press the button.
        if (event.key === ' ' || event.key === 'Enter') event.stopPropagation();
      }}
    >
      {t.more(formatNumber(more))}
    </button>
  );
}

/** More and less like this; their list handles the clicks, and `+` and `-` do the same. */
function ExampleButtons(props: { readonly sides: readonly ExampleSide[]; readonly isActive: boolean }): JSX.Element {
  const t = useMessages().examples;
  return (
    <span class="tile__examples">
      {props.sides.map((side) => (
        <button
          key={side}
          type="button"
          class="tile__example"
          tabIndex={props.isActive ? 0 : -1}
          data-example={side}
          aria-label={t[side]}
          title={t[side]}
        >
          <Icon name={side} />
        </button>
      ))}
    </span>
  );
}

/** Name and caption, and the text that the search found where that is shown and is another one. */
function labelOf({ name, matched }: Photo, caption: string | undefined, kind: string | undefined): string {
  const named = caption === undefined ? name : `${name}: ${caption}`;
  const label = kind === undefined ? named : `${named}, ${kind}`;
  const shown = matched?.pieces.map(({ text }) => text).join('') ?? '';
  return label.includes(shown) ? label : `${label}, ${shown}`;
}

/** Accessible description of a result: how well it matches, and the text it was found by. */
function useTileText(): { readonly describe: (photo: Photo, relevance: number, isWeak: boolean) => string } {
  const { library, search, separator } = useMessages();
  return {
    describe: ({ matched }, relevance, isWeak) => {
      const match = isWeak ? search.lessCertain(formatPercent(relevance)) : library.match(formatPercent(relevance));
      if (matched === undefined) return match;
      const text = matched.pieces.map((piece) => piece.text).join('');
      return `${match}${separator}${search.foundIn[matched.field]}: ${text}`;
    },
  };
}
