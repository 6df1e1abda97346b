import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { boxesBetween, layoutParts, type DividedLayout } from './layout-photos.ts';
import { useMedia } from './use-media.ts';

const step = 1000;

/** Photos to lay out, and the places where a part with a heading begins. */
export interface LaidOut {
  readonly photos: readonly { readonly width: number; readonly height: number }[];
  readonly starts: readonly number[];
}

/** The layout of the photos for the width of `container`, and which of them are within `reach` pixels of the screen. */
export function useRowLayout(
  container: RefObject<HTMLElement | null>,
  { photos, starts }: LaidOut,
  reach: number,
): { readonly layout: DividedLayout; readonly start: number; readonly end: number } {
  const isPhone = useMedia('(max-width: 599px)');
  const width = useWidth(container, isPhone ? 28 : 48);
  const layout = useMemo(
    () =>
      layoutParts(photos, starts, { width, ...(isPhone ? { rowHeight: 116, gap: 4 } : { rowHeight: 196, gap: 6 }) }),
    [photos, starts, width, isPhone],
  );
  const top = useScrollStep(container);
  return { layout, ...boxesBetween(layout.boxes, top - reach, top + innerHeight + reach) };
}

/** The width of the container; before it is measured, the page's width without its margins. */
function useWidth(container: RefObject<HTMLElement | null>, margins: number): number {
  const [width, setWidth] = useState(() => document.documentElement.clientWidth - margins);
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [container]);
  return width;
}

/** How far the top of the screen is below the top of the container, rounded so that few scrolls render anything. */
function useScrollStep(container: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const measure = (): void => {
      const offset = container.current?.getBoundingClientRect().top ?? 0;
      setTop(Math.round(-offset / step) * step);
    };
    measure();
    addEventListener('scroll', measure, { passive: true });
    return () => {
      removeEventListener('scroll', measure);
    };
  }, [container]);
  return top;
}
