import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { ExpectedPhoto } from '../../state/library/expected-photos.ts';
import { activePhoto } from '../../state/library/active-photo.ts';
import type { Photo } from '../../state/library/photo.ts';
import { selectTo, selection, toggleSelected } from '../../state/library/selection.ts';
import { useObservable } from '../../state/use-observable.ts';
import type { ExampleSide } from '../../state/examples.ts';
import { navigate } from '../../state/route.ts';
import { pressGridKey } from './grid-keys.ts';
import { photoBoxes, toSlots, type GridSlot } from './grid-slots.ts';
import { tileStyle, type TileBox } from './layout-photos.ts';
import { PhotoTile } from './photo-tile.tsx';
import { photoOfEvent, useActivePhoto } from './use-active-photo.ts';
import { useGridParts } from './use-grid-parts.ts';
import { useLongPress } from './use-long-press.ts';
import { useRowLayout } from './use-row-layout.ts';

/** Photos that are further away from the screen than this many pixels are not in the document. */
const reach = 4000;

/** Properties of {@link PhotoGrid}. */
export interface PhotoGridProps {
  readonly photos: readonly Photo[];
  /** Photos that are about to be added, in the order of the page. */
  readonly expected?: readonly ExpectedPhoto[];
  /** Name of the list. */
  readonly label: string;
  /** Number of weak matches at the end. */
  readonly weak: number;
  /** Whether they come in the order of dates, so that months have headings. @defaultValue false */
  readonly isByDate?: boolean;
  /** How many look-alikes stand behind a photo, by its id. @defaultValue none */
  readonly more?: ReadonlyMap<string, number>;
  /** Whether the photos are about to be replaced. */
  readonly isBusy: boolean;
  /** Sides that a photo can be an example for. @defaultValue none */
  readonly examples?: readonly ExampleSide[];
  /** Called with a photo that results should be more, or less, like. */
  readonly onExample?: (id: string, side: ExampleSide) => void;
}

/** Photos in justified rows; those that fit weakly have a heading, which their tiles say too. One tab stop; see {@link pressGridKey} for keys. A long press selects, then a tap does. */
export function PhotoGrid(props: PhotoGridProps): JSX.Element {
  const { photos, expected = none, label, weak, isByDate = false, isBusy, examples = noSides, onExample } = props;
  const list = useRef<HTMLUListElement>(null);
  const slots = useMemo(() => toSlots(photos, expected), [photos, expected]);
  const { parts, starts } = useGridParts(slots, weak, isByDate);
  const { layout, start, end } = useRowLayout(list, { photos: slots, starts }, reach);
  const boxes = useMemo(() => photoBoxes(slots, layout.boxes), [slots, layout]);
  const selected = useObservable(selection).ids;
  const { place: tabStop, places } = useActivePhoto(list, photos);
  const { takesClick, ...longPress } = useLongPress((target) => {
    const id = photoOfEvent(target);
    if (id === undefined) return;
    activePhoto.set(id);
    toggleSelected(id);
  });

  const onClick = (event: TargetedMouseEvent<HTMLUListElement>): void => {
    const id = photoOfEvent(event.target);
    if (takesClick() || id === undefined) return;
    activePhoto.set(id);
    const side = exampleOfEvent(event.target);
    if (side !== undefined) onExample?.(id, side);
    else if (event.shiftKey) selectTo(id, photos);
    else if (event.ctrlKey || event.metaKey || selected.size > 0) toggleSelected(id);
    else navigate({ screen: 'photo', id });
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLUListElement>): void => {
    const id = photoOfEvent(event.target);
    const place = places.get(id ?? '');
    const side = exampleKeys[event.key];
    if (id !== undefined && side !== undefined && examples.includes(side) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      onExample?.(id, side);
      return;
    }
    // These keys press its buttons.
    if (exampleOfEvent(event.target) !== undefined && (event.key === ' ' || event.key === 'Enter')) return;
    if (place !== undefined && pressGridKey(event, { photos, boxes, place, starts })) event.preventDefault();
  };

  return (
    <div class="grid-frame">
      <ul
        ref={list}
        class="grid"
        aria-label={label}
        aria-busy={isBusy}
        style={{ height: `${layout.height}px` }}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => {
          activePhoto.set(photoOfEvent(event.target) ?? activePhoto.value);
        }}
        {...longPress}
      >
        {shownPlaces(slots.slice(start, end), tabStop).map((index) => {
          const box = boxes[index];
          const photo = photos[index];
          return box === undefined || photo === undefined ? null : (
            <PhotoTile
              key={photo.id}
              photo={photo}
              box={box}
              index={index}
              total={photos.length}
              isActive={index === tabStop}
              isSelected={selected.has(photo.id)}
              isWeak={index >= photos.length - weak}
              examples={examples}
              more={props.more?.get(photo.id) ?? 0}
            />
          );
        })}
        <KeptPlaces slots={slots} boxes={layout.boxes} start={start} end={end} />
      </ul>
      {parts.map(({ title }, index) => (
        <p
          key={`${title} ${String(index)}`}
          class="grid-divider"
          aria-hidden="true"
          style={{ top: `${layout.headings[index] ?? 0}px` }}
        >
          {title}
        </p>
      ))}
    </div>
  );
}

const none: readonly ExpectedPhoto[] = [];
const noSides: readonly ExampleSide[] = [];
const exampleKeys: Readonly<Record<string, ExampleSide>> = { '+': 'more', '=': 'more', '-': 'less' };

/** The side of the button that an event came from. */
function exampleOfEvent(target: EventTarget | null): ExampleSide | undefined {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-example]') : null;
  // Written by the tile.
  return button?.dataset['example'] as ExampleSide | undefined;
}

/** Properties of {@link KeptPlaces}. */
interface KeptPlacesProps {
  readonly slots: readonly GridSlot[];
  readonly boxes: readonly TileBox[];
  readonly start: number;
  readonly end: number;
}

/** Reserved slots of photos that are about to be added, so that nothing moves later. */
function KeptPlaces({ slots, boxes, start, end }: KeptPlacesProps): JSX.Element {
  return (
    <>
      {slots.slice(start, end).map((slot, offset) => {
        const box = boxes[start + offset];
        if (box === undefined || !('expected' in slot)) return null;
        const { run, place, name, preview } = slot.expected;
        return (
          <li
            key={`${String(run)} ${String(place)}`}
            class="tile tile--expected"
            data-expected={name}
            aria-hidden="true"
            style={tileStyle(box)}
          >
            {preview === undefined ? null : <img class="tile__image" src={preview} alt="" decoding="async" />}
          </li>
        );
      })}
    </>
  );
}

/** Places of the photos in some slots, and that of the active photo: the focus stays on it however far one scrolls. */
function shownPlaces(slots: readonly GridSlot[], active: number): readonly number[] {
  const places = slots.flatMap((slot) => ('photo' in slot ? slot.place : []));
  if (places.includes(active)) return places;
  return active < (places[0] ?? 0) ? [active, ...places] : [...places, active];
}
