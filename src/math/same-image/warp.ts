/** Where the edges of one image lie in another: left, right, top, bottom, in widths and heights of the other. */
export type Placement = readonly [left: number, right: number, top: number, bottom: number];

/** A square image moved to its place in another one of the same side; NaN where it does not reach. */
export function warp(image: Float32Array, side: number, [left, right, top, bottom]: Placement): Float32Array {
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
export function correlation(a: Float32Array, b: Float32Array): number {
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
