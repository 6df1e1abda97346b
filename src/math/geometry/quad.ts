/** A point of an image: pixels to the right and down from the top left corner, unless stated otherwise. */
export type Point = readonly [x: number, y: number];

/** Four corners, clockwise in an image (y down). */
export type Quad = readonly [Point, Point, Point, Point];

/** Euclidean distance of two points. */
export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}

/** The quad with its corners renamed, so that corner `steps` comes first. Negative steps count from the end. */
export function startAt(quad: Quad, steps: number): Quad {
  const at = (index: number): Point => quad[(((index + steps) % 4) + 4) % 4] ?? quad[0];
  return [at(0), at(1), at(2), at(3)];
}

/** The part of a quad between two fractions of its first side and the opposite one; below 0 and above 1 it is wider. */
export function sliceQuad([a, b, c, d]: Quad, from: number, to: number): Quad {
  const between = ([x, y]: Point, [endX, endY]: Point, at: number): Point => [x + (endX - x) * at, y + (endY - y) * at];
  return [between(a, b, from), between(a, b, to), between(d, c, to), between(d, c, from)];
}

/** Corners of a convex quad from its top left one, clockwise: the leftmost two are top left and bottom left. */
export function fromTopLeft(corners: Quad): Quad {
  const [a, b, c, d] = [...corners].sort(([ax], [bx]) => ax - bx) as [Point, Point, Point, Point]; // as many as before
  const [topLeft, bottomLeft] = a[1] <= b[1] ? [a, b] : [b, a];
  const [topRight, bottomRight] = c[1] <= d[1] ? [c, d] : [d, c];
  return [topLeft, topRight, bottomRight, bottomLeft];
}

/** Width and height of a quad: the longer of each pair of opposite sides. */
export function sidesOf([a, b, c, d]: Quad): readonly [width: number, height: number] {
  return [Math.max(distance(a, b), distance(d, c)), Math.max(distance(a, d), distance(b, c))];
}
