import type { Point, Quad } from '../../math/geometry/quad.ts';

/** A rectangle of whole pixels. */
export interface Piece {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Images are cut if one side is this many times the other. */
const maxRatio = 2.5;
/** Letters stay readable up to this. */
const maxReduction = 2;
/** Length of a piece, in lengths of its shorter side. */
const pieceRatio = 1.5;
/** Part of a piece that the next one has as well. */
const overlapPart = 0.2;

/**
 * Cuts a long image, such as the capture of a whole web page, into overlapping pieces, because its letters would vanish
 * if it was reduced as a whole.
 *
 * @param side - to which the longer side of an image or a piece is reduced; images up to twice as long are not cut
 */
export function cutImage({ width, height }: Size, side: number): readonly Piece[] {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  if (long <= maxReduction * side || long <= maxRatio * short) return [{ left: 0, top: 0, width, height }];
  const length = Math.min(long, Math.max(side, Math.round(pieceRatio * short)));
  const count = Math.ceil((long - overlapPart * length) / ((1 - overlapPart) * length));
  return Array.from({ length: count }, (_, i) => {
    const start = count === 1 ? 0 : Math.round((i * (long - length)) / (count - 1));
    return width > height
      ? { left: start, top: 0, width: length, height }
      : { left: 0, top: start, width, height: length };
  });
}

/**
 * Boxes of a piece in pixels of the image. Those that the border of the piece cuts are left out where the next piece has
 * them whole.
 */
export function boxesOfPiece(boxes: readonly Quad[], piece: Piece, image: Size): readonly Quad[] {
  const overlap = overlapPart * Math.max(piece.width, piece.height);
  const isCut = (axis: 0 | 1, box: Quad): boolean => {
    const [start, length, whole] =
      axis === 0 ? [piece.left, piece.width, image.width] : [piece.top, piece.height, image.height];
    const values = box.map((corner) => corner[axis]);
    const [first, last] = [Math.min(...values), Math.max(...values)];
    const touches = (start > 0 && first <= 1) || (start + length < whole && last >= length - 2);
    return touches && last - first < overlap / 2;
  };
  const toImage = ([x, y]: Point): Point => [x + piece.left, y + piece.top];
  return boxes
    .filter((box) => !isCut(0, box) && !isCut(1, box))
    .map(([a, b, c, d]): Quad => [toImage(a), toImage(b), toImage(c), toImage(d)]);
}
