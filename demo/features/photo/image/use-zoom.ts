import { useEffect, useRef, useState } from 'preact/hooks';
import { keepInside, largestScale, unzoomed, zoomAbout, type Zoom } from './zoom.ts';

/** Factor of a double tap and of a key. */
const tapFactor = 2.5;
const keyFactor = 1.5;
/** CSS pixels that a finger moves to go on to the next photo. */
const swipePixels = 60;
/** Two taps within this time and distance are one double tap. */
const doubleTapMs = 350;
const doubleTapPixels = 30;

/** Actions of gestures on the dialog. */
export interface ZoomActions {
  /** A swipe over a photo that is not zoomed. */
  readonly onStep: (by: 1 | -1) => void;
}

interface Finger {
  readonly x: number;
  readonly y: number;
}

/**
 * Zooming and moving of the image in an element: pinch, double tap or click, wheel, and the keys + - 0; a swipe goes
 * to the next photo.
 *
 * @param id - the photo: another one begins unzoomed
 * @returns a ref for the frame, the zoom, and what a key does (true: it was used)
 */
export function useZoom(
  id: string,
  actions: ZoomActions,
): {
  readonly frame: { current: HTMLDivElement | null };
  readonly zoom: Zoom;
  readonly onKey: (key: string) => boolean;
} {
  const frame = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(unzoomed);
  const current = useRef(unzoomed);
  const latest = useRef(actions);
  latest.current = actions;
  const change = (to: (zoom: Zoom, most: number) => Zoom): void => {
    const sizes = sizesIn(frame.current);
    if (sizes === undefined) return;
    const next = to(current.current, largestScale(sizes.image, sizes.frame));
    current.current = next.scale <= 1.01 ? unzoomed : keepInside(next, sizes.image, sizes.frame);
    setZoom(current.current);
  };
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const gestures = createGestures(element, current, change, () => latest.current.onStep);
    for (const [type, listener] of gestures)
      element.addEventListener(type, listener as EventListener, { passive: false });
    return () => {
      for (const [type, listener] of gestures) element.removeEventListener(type, listener as EventListener);
    };
  }, []);
  useEffect(() => {
    current.current = unzoomed;
    setZoom(unzoomed);
  }, [id]);
  const onKey = (key: string): boolean => {
    const centre = { x: 0, y: 0 };
    if (key === '+' || key === '=') change((zoomed, most) => zoomAbout(zoomed, keyFactor, centre, most));
    else if (key === '-') change((zoomed, most) => zoomAbout(zoomed, 1 / keyFactor, centre, most));
    else if (key === '0') change(() => unzoomed);
    else if (current.current.scale > 1 && key in moves) {
      const [x, y] = moves[key] ?? [0, 0];
      change((zoomed) => ({ ...zoomed, x: zoomed.x + x, y: zoomed.y + y }));
    } else return false;
    return true;
  };
  return { frame, zoom, onKey };
}

/** Arrow keys look around in a zoomed image. */
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [80, 0],
  ArrowRight: [-80, 0],
  ArrowUp: [0, 80],
  ArrowDown: [0, -80],
};

type Change = (to: (zoom: Zoom, most: number) => Zoom) => void;

/** The image's size as it is laid out unzoomed, and the frame's. */
function sizesIn(
  frame: HTMLElement | null,
):
  { readonly image: { width: number; height: number }; readonly frame: { width: number; height: number } } | undefined {
  const image = frame?.querySelector('img');
  if (frame === null || image === null || image === undefined || image.offsetWidth === 0) return undefined;
  // `object-fit: contain`: a thin image fills its box in one direction only.
  const fit = Math.min(image.offsetWidth / image.naturalWidth, image.offsetHeight / image.naturalHeight);
  if (!Number.isFinite(fit)) return undefined;
  return {
    image: { width: image.naturalWidth * fit, height: image.naturalHeight * fit },
    frame: { width: frame.clientWidth, height: frame.clientHeight },
  };
}

type Listener = readonly [string, (event: never) => void];

function createGestures(
  element: HTMLElement,
  zoom: { readonly current: Zoom },
  change: Change,
  onStep: () => ZoomActions['onStep'],
): readonly Listener[] {
  const fingers = new Map<number, Finger>();
  let start: Finger | undefined;
  const fromCentre = (place: Finger): Finger => fromCentreOf(element, place);
  const toggle = (place: Finger): void => {
    change((now, most) => (now.scale > 1 ? unzoomed : zoomAbout(now, tapFactor, fromCentre(place), most)));
  };
  const taps = createTaps(toggle);
  const onDown = (event: PointerEvent): void => {
    if (isOnButton(event)) return;
    fingers.set(event.pointerId, placeOf(event));
    start = fingers.size === 1 ? placeOf(event) : undefined;
    if (event.isTrusted) element.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent): void => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = placeOf(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (other !== undefined) {
      const factor = distance(now, other) / distance(before, other);
      const middle = fromCentre({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      if (Number.isFinite(factor)) change((zoomed, most) => zoomAbout(zoomed, factor, middle, most));
    } else if (zoom.current.scale > 1)
      change((zoomed) => ({ ...zoomed, x: zoomed.x + now.x - before.x, y: zoomed.y + now.y - before.y }));
  };
  const onUp = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    const place = placeOf(event);
    const moved = start === undefined ? undefined : { x: place.x - start.x, y: place.y - start.y };
    start = undefined;
    if (moved === undefined || event.type === 'pointercancel') return;
    if (event.pointerType !== 'mouse' && isSwipe(moved) && zoom.current.scale === 1) onStep()(moved.x < 0 ? 1 : -1);
    else if (event.pointerType !== 'mouse' && Math.hypot(moved.x, moved.y) < doubleTapPixels)
      taps.tap(event.timeStamp, place);
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const factor = Math.exp(-event.deltaY / 300);
    change((zoomed, most) => zoomAbout(zoomed, factor, fromCentre(placeOf(event)), most));
  };
  const onDoubleClick = (event: MouseEvent): void => {
    if (!isOnButton(event) && !taps.wasDouble(event.timeStamp)) toggle(placeOf(event));
  };
  return [
    ['pointerdown', onDown],
    ['pointermove', onMove],
    ['pointerup', onUp],
    ['pointercancel', onUp],
    ['wheel', onWheel],
    ['dblclick', onDoubleClick],
  ];
}

interface Taps {
  /** A finger was put down and lifted at one place. */
  readonly tap: (at: number, place: Finger) => void;
  /** Whether a double tap was just handled, because some browsers also send a double click. */
  readonly wasDouble: (at: number) => boolean;
}

function createTaps(onDouble: (place: Finger) => void): Taps {
  let doubleAt = -Infinity;
  let last: { readonly at: number; readonly place: Finger } | undefined;
  return {
    tap: (at, place) => {
      const isSecond = last !== undefined && at - last.at < doubleTapMs && near(last.place, place);
      last = isSecond ? undefined : { at, place };
      if (!isSecond) return;
      doubleAt = at;
      onDouble(place);
    },
    wasDouble: (at) => at - doubleAt < 2 * doubleTapMs,
  };
}

/** A place in the window, from an element's centre. */
function fromCentreOf(element: HTMLElement, { x, y }: Finger): Finger {
  const box = element.getBoundingClientRect();
  return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
}

function placeOf({ clientX: x, clientY: y }: MouseEvent): Finger {
  return { x, y };
}

function isOnButton({ target }: Event): boolean {
  return target instanceof Element && target.closest('button') !== null;
}

function isSwipe({ x, y }: Finger): boolean {
  return Math.abs(x) > swipePixels && Math.abs(x) > 2 * Math.abs(y);
}

function near(a: Finger, b: Finger): boolean {
  return distance(a, b) < doubleTapPixels;
}

function distance(a: Finger, b: Finger): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
