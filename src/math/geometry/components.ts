import type { Point } from './quad.ts';

/**
 * Finds the 8-connected components of a mask, `width * height` values row by row, 0 outside.
 *
 * @returns per component the pixels on its border, in the order in which the components are first met row by row
 */
export function findComponents(mask: Uint8Array, width: number, height: number): readonly (readonly Point[])[] {
  if (mask.length !== width * height)
    throw new RangeError(`Expected a mask of ${String(width * height)} values, got ${String(mask.length)}.`);
  const seen = new Uint8Array(mask.length);
  const components: Point[][] = [];
  for (const [start, value] of mask.entries()) {
    if (value === 0 || seen[start] === 1) continue;
    components.push(traceBorder({ mask, seen, width, height }, start));
  }
  return components;
}

interface Grid {
  readonly mask: Uint8Array;
  readonly seen: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Marks the component of a pixel as seen. @returns its border */
function traceBorder({ mask, seen, width, height }: Grid, start: number): Point[] {
  const border: Point[] = [];
  const stack = [start];
  seen[start] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const x = at % width;
    const y = (at - x) / width;
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1 || isOnEdge(mask, at, width)) border.push([x, y]);
    for (let nextY = Math.max(0, y - 1); nextY <= Math.min(height - 1, y + 1); nextY += 1)
      for (let nextX = Math.max(0, x - 1); nextX <= Math.min(width - 1, x + 1); nextX += 1) {
        const next = nextY * width + nextX;
        if (mask[next] === 0 || seen[next] === 1) continue;
        seen[next] = 1;
        stack.push(next);
      }
  }
  return border;
}

function isOnEdge(mask: Uint8Array, at: number, width: number): boolean {
  return mask[at - 1] === 0 || mask[at + 1] === 0 || mask[at - width] === 0 || mask[at + width] === 0;
}
