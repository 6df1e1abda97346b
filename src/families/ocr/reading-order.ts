import type { Point, Quad } from '../../math/geometry/quad.ts';

/** Bounds of a line in the frame of its page: along and across the lines. */
interface Box {
  readonly index: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Boxes overlap where their detector made them larger: by this part of their height above and below. */
const overlap = 0.25;
/** Minimum width of a column, in line heights. */
const column = { gutter: 1, height: 2.2, lineWidth: 4 };

/**
 * Puts lines in reading order by cutting the page at empty gutters, again and again (recursive XY-cut, Nagy and Seth
 * 1984). Columns are read one after the other, rows of a table or a receipt stay together.
 *
 * @param quads - each starts where its line starts
 * @returns indices of `quads`. Pages may be turned by any angle; columns of vertical Chinese come right to left
 */
export function readingOrder(quads: readonly Quad[]): readonly number[] {
  const boxes = quads.map((quad, index) => toBox(quad, index, pageDirection(quads)));
  if (boxes.length === 0) return [];
  const lineHeight = median(boxes.map(({ top, bottom }) => bottom - top));
  const shrunk = boxes.map((box): Box => {
    const margin = overlap * (box.bottom - box.top);
    return { ...box, top: box.top + margin, bottom: box.bottom - margin };
  });
  return cut(shrunk, lineHeight).map(({ index }) => index);
}

/** The direction in which most of the text runs, of unit length. */
function pageDirection(quads: readonly Quad[]): Point {
  const directions = quads.map(([a, b]): Point => [b[0] - a[0], b[1] - a[1]]);
  const towards = ([x, y]: Point): number => (Math.round(Math.atan2(y, x) / (Math.PI / 2)) + 4) % 4;
  const sums = [0, 1, 2, 3].map((quarter) =>
    directions
      .filter((direction) => towards(direction) === quarter)
      .reduce<Point>((sum, [x, y]): Point => [sum[0] + x, sum[1] + y], [0, 0]),
  );
  const [x, y] = sums.reduce<Point>((best, sum) => (Math.hypot(...sum) > Math.hypot(...best) ? sum : best), [0, 0]);
  const length = Math.hypot(x, y);
  return length === 0 ? [1, 0] : [x / length, y / length];
}

function toBox(quad: Quad, index: number, [ux, uy]: Point): Box {
  const along = quad.map(([x, y]) => x * ux + y * uy);
  const across = quad.map(([x, y]) => y * ux - x * uy);
  return {
    index,
    left: Math.min(...along),
    right: Math.max(...along),
    top: Math.min(...across),
    bottom: Math.max(...across),
  };
}

function cut(boxes: readonly Box[], lineHeight: number): readonly Box[] {
  if (boxes.length < 2) return boxes;
  const upright = widestGap(boxes, 'left', 'right');
  const level = widestGap(boxes, 'top', 'bottom');
  const areColumns =
    upright.width > column.gutter * lineHeight &&
    upright.width >= level.width &&
    isColumn(upright.before, lineHeight) &&
    isColumn(upright.after, lineHeight);
  const chosen = areColumns ? upright : level.width > 0 ? level : upright;
  if (chosen.width > 0) return [...cut(chosen.before, lineHeight), ...cut(chosen.after, lineHeight)];
  const row = ({ top, bottom }: Box): number => Math.round((top + bottom) / 2 / lineHeight);
  return [...boxes].sort((a, b) => row(a) - row(b) || a.left - b.left);
}

interface Gap {
  /** 0 if there is none. */
  readonly width: number;
  readonly before: readonly Box[];
  readonly after: readonly Box[];
}

function widestGap(boxes: readonly Box[], start: 'left' | 'top', end: 'right' | 'bottom'): Gap {
  const sorted = [...boxes].sort((a, b) => a[start] - b[start]);
  let reach = sorted[0]?.[end] ?? 0;
  let [width, at] = [0, 0];
  for (const [i, box] of sorted.entries()) {
    if (box[start] - reach > width) [width, at] = [box[start] - reach, i];
    reach = Math.max(reach, box[end]);
  }
  return { width, before: sorted.slice(0, at), after: sorted.slice(at) };
}

/** True for lines of text below each other; false for a single line, and for the prices of a receipt. */
function isColumn(boxes: readonly Box[], lineHeight: number): boolean {
  const height = Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top));
  return (
    boxes.length > 1 &&
    height > column.height * lineHeight &&
    median(boxes.map(({ left, right }) => right - left)) > column.lineWidth * lineHeight
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [lower = 0, upper = 0] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1);
  return (lower + upper) / 2;
}
