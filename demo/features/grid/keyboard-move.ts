import { boxInNextRow, type TileBox } from './layout-photos.ts';

/** The photo that a key moves to from photo `from`; undefined for keys that do not move. */
export function movedIndex(key: string, from: number, boxes: readonly TileBox[]): number | undefined {
  const last = boxes.length - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(from + 1, last);
    case 'ArrowLeft':
      return Math.max(from - 1, 0);
    case 'ArrowDown':
      return boxInNextRow(boxes, from, 1);
    case 'ArrowUp':
      return boxInNextRow(boxes, from, -1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
