import { paintSpotlight } from 'onsight';
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useObservable } from '../../../state/use-observable.ts';
import { lights, lit } from './spotlight.ts';

/** Pixels of the longer side: more would not be seen, and is painted at every word. */
const longestSide = 1280;

/** The spotlight over an image. It says nothing that the words beside it do not, so it is hidden from screen readers. */
export function SpotlightCanvas({ image }: { readonly image: RefObject<HTMLImageElement | null> }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const light = lit(useObservable(lights));
  useEffect(() => {
    if (light === undefined) return undefined;
    let isWanted = true;
    const element = image.current;
    element?.decode().then(
      () => {
        if (!isWanted || canvas.current === null) return;
        fit(canvas.current, element);
        paintSpotlight(canvas.current, element, light.heat);
      },
      // An image that cannot be shown has no light on it.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [light]);
  return <canvas ref={canvas} class={light === undefined ? 'light' : 'light light--on'} aria-hidden="true" />;
}

function fit(canvas: HTMLCanvasElement, { naturalWidth, naturalHeight }: HTMLImageElement): void {
  const scale = Math.min(1, longestSide / Math.max(naturalWidth, naturalHeight));
  // Of an image a thousand times as long as wide the short side is still a pixel.
  const width = Math.max(1, Math.round(naturalWidth * scale));
  const height = Math.max(1, Math.round(naturalHeight * scale));
  // Setting a size, even the same, clears the canvas.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
