import { edgeAgreement } from './edge-agreement.ts';
import { lookSide, orient, shrink, type ImageLook } from './image-look.ts';

/** Edges of one image in the coordinates of another: left, right, top, bottom, as shares of its width and height. */
type Placement = readonly [left: number, right: number, top: number, bottom: number];

type EdgeAgreement = ReturnType<typeof edgeAgreement>;

/** Relation of two images: one image saved twice, two images of one scene, or neither. */
export type ImageRelation = 'same' | 'similar' | 'different';

/** Sides of the images that placements are searched on, coarse to fine. */
const coarseSide = 16;
const middleSide = 48;
/** Up to a tenth may be cropped at each edge, plus some tolerance. */
const edges = [-0.12, -0.06, 0, 0.06, 0.12];
const farthest = 0.15;
const uniform = [-0.1, -0.05, 0, 0.05, 0.1];
/** No correct placement was ever below this (docs/search.md, "Near-duplicates"). */
const leastCorrelation = 0.3;
/** Threshold after searching placements at 16 x 16; most pairs of different images end here. */
const leastStart = 0.8;
/** Placements and orientations worse than the best by more than this are dropped. */
const margin = 0.25;
const starts = 8;
/** Placements that are refined. */
const kept = 2;
const leastAgreement = 0.3;
/** A placement this good is certainly the right one. */
const surely = 0.85;

const moves: readonly Placement[] = [
  [1, 1, 0, 0],
  [0, 0, 1, 1],
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];

/** A placement of one image on another. */
interface Fit {
  readonly orientation: number;
  readonly placement: Placement;
  readonly value: number;
}

/**
 * Compares two images by their looks. One image counts as the same also when it was scaled, saved again, made brighter
 * or darker, turned by quarter turns, mirrored, or cut by up to a tenth at each edge. Text on a page must be the same
 * text, and an image without visible structure is the same as no other.
 */
export function compareLooks(a: ImageLook, b: ImageLook): ImageRelation {
  const agreement = align(a, b);
  return agreement === undefined ? 'different' : relationOf(agreement);
}

/** Thresholds measured in docs/search.md, "Near-duplicates". */
function relationOf({ direction, tile }: EdgeAgreement): ImageRelation {
  if (direction >= 0.5 && tile >= 0.4 && direction + tile >= 1.34) return 'same';
  return direction >= 0.33 ? 'similar' : 'different';
}

/** Aligns `b` with `a` and compares their edges. Undefined if they cannot be the same image. */
function align(a: ImageLook, b: ImageLook): EdgeAgreement | undefined {
  const [smallA, smallB] = [shrink(a.grey, lookSide, coarseSide), shrink(b.grey, lookSide, coarseSide)];
  const fits = startingFits(smallA, smallB, orientationsOf(a, b));
  const [fullA, fullB] = [Float32Array.from(a.grey), Float32Array.from(b.grey)];
  const [middleA, middleB] = [shrink(a.grey, lookSide, middleSide), shrink(b.grey, lookSide, middleSide)];
  const near: Fit[] = [];
  for (const fit of fits) {
    near.push(climb(fit, [middleA, middleB], middleSide, [0.03]));
    if ((near.at(-1)?.value ?? 0) >= surely) break;
  }
  near.sort((p, q) => q.value - p.value);
  // If edges do not agree at this scale, refining does not help.
  const finer = near
    .slice(0, kept)
    .filter(({ value }) => value >= leastAgreement)
    .map((fit) => climb(fit, [middleA, middleB], middleSide, [0.015, 0.008]));
  const best = finer.sort((p, q) => q.value - p.value)[0];
  if (best === undefined) return undefined;
  const { orientation, placement } = climb(best, [fullA, fullB], lookSide, [0.012, 0.006, 0.003]);
  return edgeAgreement(fullA, warp(orient(fullB, lookSide, orientation), lookSide, placement), lookSide);
}

/** Orientations in which the two have similar aspect ratios. */
function orientationsOf(a: ImageLook, b: ImageLook): readonly number[] {
  const fits = (orientation: number): boolean => {
    const ratio = a.aspect / (orientation < 4 ? b.aspect : 1 / b.aspect);
    return ratio > 0.76 && ratio < 1 / 0.76;
  };
  return [0, 1, 2, 3, 4, 5, 6, 7].filter(fits);
}

/** Initial placements, best first, distinct from each other. */
function startingFits(a: Float32Array, b: Float32Array, orientations: readonly number[]): readonly Fit[] {
  const rough = orientations.map((orientation) => {
    const turned = orient(b, coarseSide, orientation);
    const at = (inset: number): number =>
      correlation(a, warp(turned, coarseSide, [inset, 1 - inset, inset, 1 - inset]));
    return { orientation, turned, value: Math.max(...uniform.map(at)) };
  });
  const highest = Math.max(...rough.map(({ value }) => value), -1);
  if (highest < leastCorrelation) return [];
  const fits: Fit[] = [];
  for (const { orientation, turned, value } of rough) {
    if (value < highest - margin) continue;
    for (const placement of placements)
      fits.push({ orientation, placement, value: correlation(a, warp(turned, coarseSide, placement)) });
  }
  fits.sort((p, q) => q.value - p.value);
  const top = fits[0]?.value ?? -1;
  if (top < leastStart) return [];
  const chosen: Fit[] = [];
  for (const fit of fits) {
    if (chosen.length === starts || fit.value < top - margin) break;
    if (chosen.every((other) => isApart(fit, other))) chosen.push(fit);
  }
  return chosen;
}

const placements: readonly Placement[] = edges.flatMap((left) =>
  edges.flatMap((right) =>
    edges.flatMap((top) => edges.map((bottom): Placement => [left, 1 + right, top, 1 + bottom])),
  ),
);

function isApart(a: Fit, b: Fit): boolean {
  return a.orientation !== b.orientation || a.placement.some((edge, i) => Math.abs(edge - b.placement[i]!) > 0.07);
}

/** Moves the edges of a placement while agreement improves. */
function climb(
  { orientation, placement }: Fit,
  [a, b]: readonly [Float32Array, Float32Array],
  side: number,
  steps: readonly number[],
): Fit {
  const turned = orient(b, side, orientation);
  const evaluate = (at: Placement): number => edgeAgreement(a, warp(turned, side, at), side).all;
  let fit: Fit = { orientation, placement, value: evaluate(placement) };
  for (const step of steps) {
    for (let round = 0, better = true; better && round < 3; round += 1) {
      better = false;
      for (const next of moves.flatMap((move) => [
        moved(fit.placement, move, step),
        moved(fit.placement, move, -step),
      ])) {
        if (next.some((edge, i) => Math.abs(edge - (i % 2)) > farthest)) continue;
        const value = evaluate(next);
        if (value <= fit.value + 1e-6) continue;
        fit = { orientation, placement: next, value };
        better = true;
      }
    }
  }
  return fit;
}

function moved([left, right, top, bottom]: Placement, move: Placement, by: number): Placement {
  return [left + by * move[0], right + by * move[1], top + by * move[2], bottom + by * move[3]];
}

/** Warps a square image to its placement in another of the same side; NaN outside of it. */
function warp(image: Float32Array, side: number, [left, right, top, bottom]: Placement): Float32Array {
  const moved = new Float32Array(side * side);
  const columns = Float32Array.from(
    { length: side },
    (_, x) => (((x + 0.5) / side - left) / (right - left)) * side - 0.5,
  );
  for (let y = 0; y < side; y += 1) {
    const v = (((y + 0.5) / side - top) / (bottom - top)) * side - 0.5;
    for (let x = 0; x < side; x += 1) {
      const u = columns[x]!;
      const isInside = u >= -0.5 && v >= -0.5 && u <= side - 0.5 && v <= side - 0.5;
      moved[y * side + x] = isInside ? interpolate(image, side, u, v) : NaN;
    }
  }
  return moved;
}

function interpolate(image: Float32Array, side: number, u: number, v: number): number {
  const x = Math.min(side - 2, Math.max(0, Math.floor(u)));
  const y = Math.min(side - 2, Math.max(0, Math.floor(v)));
  const across = Math.min(1, Math.max(0, u - x));
  const down = Math.min(1, Math.max(0, v - y));
  const at = y * side + x;
  const above = image[at]! * (1 - across) + image[at + 1]! * across;
  const below = image[at + side]! * (1 - across) + image[at + side + 1]! * across;
  return above * (1 - down) + below * down;
}

/** Correlation of two images over the pixels that both have; 0 if either is flat. */
function correlation(a: Float32Array, b: Float32Array): number {
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i]!, b[i]!];
    if (Number.isNaN(y)) continue;
    count += 1;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const flat = 1e-6 * count;
  const [spreadA, spreadB] = [sumAA - (sumA * sumA) / count, sumBB - (sumB * sumB) / count];
  return spreadA <= flat || spreadB <= flat ? 0 : (sumAB - (sumA * sumB) / count) / Math.sqrt(spreadA * spreadB);
}
