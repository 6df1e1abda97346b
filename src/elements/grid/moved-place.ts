/**
 * The tile that a key moves the focus to: the one before or after, the nearest in the row above or below, the first or
 * last. @returns its index; undefined for a key that does not move
 */
export function movedPlace(
  key: string,
  from: number,
  tiles: readonly { getBoundingClientRect(): Pick<DOMRect, 'top' | 'left' | 'width'> }[],
): number | undefined {
  const last = tiles.length - 1;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(last, from + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowUp':
      return inNextRow(tiles, from, -1);
    case 'ArrowDown':
      return inNextRow(tiles, from, 1);
    default:
      return undefined;
  }
}

/** Boxes of one row begin at the same height, but for rounding. */
const sameRowPx = 2;

function inNextRow(tiles: Parameters<typeof movedPlace>[2], from: number, step: 1 | -1): number {
  const boxes = tiles.map((tile) => tile.getBoundingClientRect());
  const origin = boxes[from];
  if (origin === undefined) return from;
  const middle = ({ left, width }: Pick<DOMRect, 'left' | 'width'>): number => left + width / 2;
  let rowTop: number | undefined;
  let best = from;
  let bestPx = Infinity;
  for (let at = from + step; at >= 0 && at < boxes.length; at += step) {
    const box = boxes[at];
    if (box === undefined || Math.abs(box.top - origin.top) <= sameRowPx) continue;
    rowTop ??= box.top;
    if (Math.abs(box.top - rowTop) > sameRowPx) break;
    const px = Math.abs(middle(box) - middle(origin));
    if (px < bestPx) [best, bestPx] = [at, px];
  }
  return best;
}
