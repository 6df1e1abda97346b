import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { activePhoto, focusRequest, type FocusRequest } from '../../state/library/active-photo.ts';
import type { Photo } from '../../state/library/photo.ts';
import { useObservable } from '../../state/use-observable.ts';
import { nearestPlace } from './nearest-place.ts';

/** The active photo of a list, which keys act on. */
export interface ActivePlace {
  /** Its place; 0 in an empty list. */
  readonly place: number;
  /** Places of all photos by their ids. */
  readonly places: ReadonlyMap<string, number>;
}

/**
 * Keeps the focus on its photo when the photo moves, and moves to the next one when it leaves the list. The tile of the
 * active photo must always be in the document.
 */
export function useActivePhoto(list: RefObject<HTMLElement | null>, photos: readonly Photo[]): ActivePlace {
  const active = useObservable(activePhoto);
  const request = useObservable(focusRequest);
  const places = useMemo(() => new Map(photos.map(({ id }, place) => [id, place])), [photos]);
  const before = useRef(photos);
  const wanted = useRef<FocusRequest>(undefined);
  const known = active === undefined ? undefined : places.get(active);
  const successor = useMemo(
    () => (active === undefined || known !== undefined ? undefined : nearestPlace(active, before.current, places)),
    [active, known, places],
  );
  const place = known ?? successor ?? 0;
  const id = photos[place]?.id;
  // Read before the list changes, because tiles that leave or move lose the focus without an event.
  const hadFocus = list.current?.contains(document.activeElement) === true;

  useLayoutEffect(() => {
    before.current = photos;
    if (successor !== undefined) activePhoto.set(id);
    if (hadFocus && list.current?.contains(document.activeElement) === false) focusTile(list.current, id, false);
    if (request !== undefined && focusRequest.value === request && id !== undefined) {
      focusRequest.set(undefined);
      const chosen = request.id !== undefined && places.has(request.id) ? request.id : id;
      wanted.current = { ...request, id: chosen };
      activePhoto.set(chosen);
    }
    // A new active photo is in the document only after the next render.
    if (wanted.current !== undefined && focusTile(list.current, wanted.current.id, wanted.current.scrolls))
      wanted.current = undefined;
  });
  return { place, places };
}

/** Id of the photo whose tile an event came from. */
export function photoOfEvent(target: EventTarget | null): string | undefined {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-photo]') : null;
  return tile?.dataset['photo'];
}

function focusTile(list: HTMLElement | null, id: string | undefined, scrolls: boolean): boolean {
  const button = list?.querySelector<HTMLElement>(`[data-photo="${CSS.escape(id ?? '')}"] button`);
  if (button === null || button === undefined) return false;
  button.focus({ preventScroll: true });
  if (scrolls) button.scrollIntoView({ block: 'nearest' });
  return true;
}
