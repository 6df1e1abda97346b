import type { Region } from './region.ts';

/** Images whose long side is more than this many short sides are panoramas. */
const panoramaRatio = 2;
/** Most squares of one image: each costs a run of the encoder and a stored row. */
const mostSquares = 12;

/**
 * Squares of a panorama, from one end to the other; empty for any other image. Neighbours overlap by at least half up to
 * 6.5 short sides, and touch up to 12; of longer images the squares leave gaps.
 */
export function panoramaSquares(width: number, height: number): readonly Region[] {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  if (!(long > panoramaRatio * short) || short === 0) return [];
  const count = Math.min(mostSquares, Math.ceil((long / short - 1) * 2) + 1);
  const size = short / long;
  return Array.from({ length: count }, (_, i) => {
    const start = ((1 - size) * i) / (count - 1);
    return width > height ? { x: start, y: 0, width: size, height: 1 } : { x: 0, y: start, width: 1, height: size };
  });
}
