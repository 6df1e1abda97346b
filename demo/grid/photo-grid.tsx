import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { deleteWithUndo } from '../library/deletion.ts';
import type { Photo } from '../library/photo.ts';
import { clearSelection, selectTo, selection, toggleSelected } from '../library/selection.ts';
import { useObservable } from '../state/observable.ts';
import { navigate } from '../state/route.ts';
import { movedIndex } from './keyboard-move.ts';
import { PhotoTile } from './photo-tile.tsx';
import { useRowLayout } from './use-row-layout.ts';

/** Photos that are further away from the screen than this many pixels are not in the document. */
const reach = 4000;

/** What the grid shows. */
export interface PhotoGridProps {
  readonly photos: readonly Photo[];
  /** Name of the list. */
  readonly label: string;
  /** How many photos at the end fit only weakly. */
  readonly weak: number;
  /** Whether other photos are about to take their place. */
  readonly isBusy: boolean;
}

/** Photos in justified rows. One tab stop; arrows move, Enter opens, space selects, Delete deletes. */
export function PhotoGrid({ photos, label, weak, isBusy }: PhotoGridProps): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const { layout, start, end } = useRowLayout(list, photos, reach);
  const selected = useObservable(selection).ids;
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const tabStop = Math.min(active, photos.length - 1);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const button = list.current?.querySelector<HTMLElement>(`[data-index="${String(tabStop)}"]`);
    if (button === null || button === undefined) return;
    wantsFocus.current = false;
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: 'nearest' });
  });

  const moveTo = (index: number): void => {
    wantsFocus.current = true;
    setActive(index);
    // A photo far away has no element yet: scrolling there makes one, and the effect above focuses it.
    const box = layout.boxes[index];
    if (box !== undefined && (index < start || index >= end)) {
      scrollTo({ top: (list.current?.offsetTop ?? 0) + box.top - innerHeight / 2 });
    }
  };

  const onClick = (event: TargetedMouseEvent<HTMLUListElement>): void => {
    const index = indexOf(event.target);
    const photo = index === undefined ? undefined : photos[index];
    if (index === undefined || photo === undefined) return;
    setActive(index);
    if (event.shiftKey) selectTo(photo.id, photos);
    else if (event.ctrlKey || event.metaKey || selected.size > 0) toggleSelected(photo.id);
    else navigate({ screen: 'photo', id: photo.id });
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLUListElement>): void => {
    const photo = photos[tabStop];
    const next = movedIndex(event.key, tabStop, layout.boxes);
    if (photo === undefined) return;
    if (next !== undefined) {
      moveTo(next);
      const target = photos[next];
      if (event.shiftKey && target !== undefined) {
        if (selected.size === 0) toggleSelected(photo.id);
        selectTo(target.id, photos);
      }
    } else if (event.key === ' ') toggleSelected(photo.id);
    else if (event.key === 'Escape' && selected.size > 0) clearSelection();
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      deleteWithUndo(selected.size > 0 ? [...selected] : [photo.id]);
      clearSelection();
      wantsFocus.current = true;
    } else return;
    event.preventDefault();
  };

  return (
    <ul
      ref={list}
      class="grid"
      aria-label={label}
      aria-busy={isBusy}
      style={{ height: `${layout.height}px` }}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {photos.slice(start, end).map((photo, offset) => {
        const index = start + offset;
        const box = layout.boxes[index];
        return box === undefined ? null : (
          <PhotoTile
            key={photo.id}
            photo={photo}
            box={box}
            index={index}
            total={photos.length}
            isActive={index === tabStop}
            isSelected={selected.has(photo.id)}
            isWeak={index >= photos.length - weak}
          />
        );
      })}
    </ul>
  );
}

function indexOf(target: EventTarget | null): number | undefined {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return button === null ? undefined : Number(button.dataset['index']);
}
