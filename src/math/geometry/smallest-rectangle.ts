import { convexHull } from './convex-hull.ts';
import type { Point, Quad } from './quad.ts';

/** A rectangle at any angle. */
export interface Rectangle {
  readonly center: Point;
  /** Direction of `width`, of unit length. */
  readonly axis: Point;
  readonly width: number;
  readonly height: number;
}

/**
 * The rectangle of the smallest area around points: one of its sides lies on an edge of their convex hull (Freeman and
 * Shapira 1975).
 *
 * @throws RangeError if there are no points
 */
export function smallestRectangle(points: readonly Point[]): Rectangle {
  const hull = convexHull(points);
  const [first] = hull;
  if (first === undefined) throw new RangeError('Expected at least one point.');
  let best = boundsAlong(hull, [1, 0]);
  for (const [i, [x, y]] of hull.entries()) {
    const [nextX, nextY] = hull[(i + 1) % hull.length] ?? first;
    const length = Math.hypot(nextX - x, nextY - y);
    if (length === 0) continue;
    const bounds = boundsAlong(hull, [(nextX - x) / length, (nextY - y) / length]);
    if (bounds.width * bounds.height < best.width * best.height) best = bounds;
  }
  return best;
}

/** The smallest rectangle with this direction. */
function boundsAlong(points: readonly Point[], axis: Point): Rectangle {
  const [ux, uy] = axis;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    const along = x * ux + y * uy;
    const across = y * ux - x * uy;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const [along, across] = [(left + right) / 2, (top + bottom) / 2];
  return {
    center: [along * ux - across * uy, along * uy + across * ux],
    axis,
    width: right - left,
    height: bottom - top,
  };
}

/**
 * The rectangle with each side moved outwards. It is the smallest one around the same rectangle after an offset with
 * round joins, which is how text detectors grow their boxes ("unclip").
 */
export function growRectangle(rectangle: Rectangle, distance: number): Rectangle {
  const { width, height } = rectangle;
  return { ...rectangle, width: width + 2 * distance, height: height + 2 * distance };
}

/** Corners of a rectangle, clockwise, from the end of both axes that is left of and above the centre in its own frame. */
export function cornersOf({ center: [x, y], axis: [ux, uy], width, height }: Rectangle): Quad {
  const [a, b] = [width / 2, height / 2];
  const corner = (along: number, across: number): Point => [x + along * ux - across * uy, y + along * uy + across * ux];
  return [corner(-a, -b), corner(a, -b), corner(a, b), corner(-a, b)];
}
