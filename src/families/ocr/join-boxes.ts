import { fromTopLeft, sidesOf, startAt, type Quad } from '../../math/geometry/quad.ts';
import { cornersOf, smallestRectangle } from '../../math/geometry/smallest-rectangle.ts';

/** Boxes belong to one line up to this gap, in heights of the higher one; boxes are larger than their text. */
const maxGap = 0.3;
/** Part of the lower box's height that the two have in common. */
const minOverlap = 0.7;
/** Height of the higher box in heights of the lower one. */
const maxHeightRatio = 1.5;

/**
 * Joins boxes that follow each other in one line: detectors tear lines apart at wide spaces.
 *
 * @param boxes - each from the start of its text
 */
export function joinBoxes(boxes: readonly Quad[]): readonly Quad[] {
  const lines: Quad[][] = [];
  for (const box of boxes) {
    const near = lines.filter((line) => line.some((other) => areInLine(box, other) && areInLine(other, box)));
    for (const line of near) lines.splice(lines.indexOf(line), 1);
    lines.push([...near.flat(), box]);
  }
  return lines.flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.length === 0 ? [first] : [around([first, ...others])];
  });
}

/** True if a box overlaps another one in height, and starts or ends near it, in the other one's own frame. */
function areInLine(box: Quad, other: Quad): boolean {
  const [width, height] = sidesOf(other);
  const [start, end, , below] = other;
  const [ux, uy] = [(end[0] - start[0]) / width, (end[1] - start[1]) / width];
  const [vx, vy] = [(below[0] - start[0]) / height, (below[1] - start[1]) / height];
  const along = box.map(([x, y]) => (x - start[0]) * ux + (y - start[1]) * uy);
  const across = box.map(([x, y]) => (x - start[0]) * vx + (y - start[1]) * vy);
  const [, ownHeight] = sidesOf(box);
  const [lower, higher] = [Math.min(height, ownHeight), Math.max(height, ownHeight)];
  const overlap = Math.min(height, Math.max(...across)) - Math.max(0, Math.min(...across));
  const gap = Math.max(Math.min(...along) - width, -Math.max(...along));
  return overlap >= minOverlap * lower && gap <= maxGap * higher && higher <= maxHeightRatio * lower;
}

/** The smallest rectangle around boxes that start in one direction. */
function around(boxes: readonly [Quad, ...Quad[]]): Quad {
  const box = fromTopLeft(cornersOf(smallestRectangle(boxes.flat())));
  const [[start, end]] = boxes;
  const along = ([a, b]: Quad): number => (b[0] - a[0]) * (end[0] - start[0]) + (b[1] - a[1]) * (end[1] - start[1]);
  const turns = [1, 2, 3].map((steps) => startAt(box, steps));
  return turns.reduce((best, turned) => (along(turned) > along(best) ? turned : best), box);
}
