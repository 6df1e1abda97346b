import { findComponents } from '../../math/geometry/components.ts';
import { distance, fromTopLeft, type Point, type Quad } from '../../math/geometry/quad.ts';
import { cornersOf, growRectangle, smallestRectangle, type Rectangle } from '../../math/geometry/smallest-rectangle.ts';

/** A map of values per pixel, row by row. */
export interface ScoreMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** How boxes are found in a detector's map; `ocr.detector` of `onsight.json`. */
export interface TextBoxOptions {
  /** Pixels above this probability are text. */
  readonly threshold: number;
  /** Mean probability that a box needs. */
  readonly boxThreshold: number;
  /** How much a box grows: by its area times this, over its perimeter. */
  readonly unclip: number;
  /** Whether text grows by one pixel to the right and down before boxes are found. */
  readonly dilate: boolean;
}

/** Shorter side of a box in pixels of the map, before and after it has grown. */
const minSide = 3;
const minGrownSide = 5;
/** Sides of a box in pixels of the image up to which it holds no text. */
const minImageSide = 3;

/**
 * Finds boxes in the probability map of a detector that was trained to shrink them ("differentiable binarisation", Liao
 * et al. 2020), in the coordinates of the `width` x `height` image that the map is of.
 */
export function findTextBoxes(
  map: ScoreMap,
  { width, height }: { readonly width: number; readonly height: number },
  options: TextBoxOptions,
): readonly Quad[] {
  const toImage = ([x, y]: Point): Point => [
    Math.min(width - 1, Math.max(0, Math.round((x / map.width) * width))),
    Math.min(height - 1, Math.max(0, Math.round((y / map.height) * height))),
  ];
  const boxes: Quad[] = [];
  for (const border of findComponents(toMask(map, options), map.width, map.height)) {
    const box = toBox(map, smallestRectangle(border), options);
    if (box === undefined) continue;
    const [a, b, c, d] = cornersOf(box);
    const quad = fromTopLeft([toImage(a), toImage(b), toImage(c), toImage(d)]);
    if (distance(quad[0], quad[1]) > minImageSide && distance(quad[0], quad[3]) > minImageSide) boxes.push(quad);
  }
  return boxes;
}

function toBox(map: ScoreMap, found: Rectangle, { boxThreshold, unclip }: TextBoxOptions): Rectangle | undefined {
  const { width, height } = found;
  if (Math.min(width, height) < minSide || meanInside(map, cornersOf(found)) < boxThreshold) return undefined;
  const grown = growRectangle(found, (width * height * unclip) / (2 * (width + height)));
  return Math.min(grown.width, grown.height) < minGrownSide ? undefined : grown;
}

function toMask({ width, data }: ScoreMap, { threshold, dilate }: TextBoxOptions): Uint8Array {
  const mask = Uint8Array.from(data, (value) => (value > threshold ? 1 : 0));
  if (!dilate) return mask;
  return mask.map((value, at) => {
    const inRow = at % width > 0;
    const left = inRow ? mask[at - 1] : 0;
    const upper = mask[at - width];
    const upperLeft = inRow ? mask[at - width - 1] : 0;
    return value | (left ?? 0) | (upper ?? 0) | (upperLeft ?? 0);
  });
}

/** Mean of the map over the pixels of a convex quad, its corners truncated to whole pixels. */
function meanInside({ width, height, data }: ScoreMap, quad: Quad): number {
  const corners = quad.map(([x, y]): Point => [Math.trunc(x), Math.trunc(y)]);
  const span = (axis: 0 | 1, end: number): readonly [number, number] => {
    const values = corners.map((corner) => corner[axis]);
    return [Math.max(0, Math.min(...values)), Math.min(end - 1, Math.max(...values))];
  };
  const [left, right] = span(0, width);
  const [top, bottom] = span(1, height);
  let [sum, count] = [0, 0];
  for (let y = top; y <= bottom; y += 1)
    for (let x = left; x <= right; x += 1) {
      if (!isInside(corners, x, y)) continue;
      sum += data[y * width + x] ?? 0;
      count += 1;
    }
  return count === 0 ? 0 : sum / count;
}

function isInside(corners: readonly Point[], x: number, y: number): boolean {
  let [isLeft, isRight] = [false, false];
  for (const [i, [ax, ay]] of corners.entries()) {
    const [bx, by] = corners[(i + 1) % corners.length] ?? [ax, ay];
    const side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    isLeft ||= side > 0;
    isRight ||= side < 0;
  }
  return !(isLeft && isRight);
}
