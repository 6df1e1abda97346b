/** How an image lies in its frame: scaled about the frame's centre, then moved. */
export interface Zoom {
  /** 1 fits the frame. */
  readonly scale: number;
  /** CSS pixels. */
  readonly x: number;
  readonly y: number;
}

export const unzoomed: Zoom = { scale: 1, x: 0, y: 0 };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Most times larger than its frame, unless a thin image needs more to fill it. */
const mostScale = 8;

/** The largest scale for an image: a long screenshot may fill its frame three times. */
export function largestScale(image: Size, frame: Size): number {
  const fill = Math.max(frame.width / image.width, frame.height / image.height);
  return Math.max(mostScale, 3 * fill);
}

/**
 * Zooms by a factor about a point, which stays where it is.
 *
 * @param at - the point, from the frame's centre
 */
export function zoomAbout(
  zoom: Zoom,
  factor: number,
  at: { readonly x: number; readonly y: number },
  most: number,
): Zoom {
  const scale = Math.min(most, Math.max(1, zoom.scale * factor));
  const ratio = scale / zoom.scale;
  return { scale, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio };
}

/** Keeps the image over its frame: no side is pulled further in than the frame's edge. */
export function keepInside({ scale, x, y }: Zoom, image: Size, frame: Size): Zoom {
  const slack = (own: number, room: number): number => Math.max(0, (own * scale - room) / 2);
  const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value)) + 0;
  return {
    scale,
    x: within(x, slack(image.width, frame.width)),
    y: within(y, slack(image.height, frame.height)),
  };
}
