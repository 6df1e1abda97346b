/** Rows grouped into blocks of near neighbours. */
interface BoxOrder {
  readonly blockRows: number;
  /** All rows, block by block; only the last block may be smaller. */
  readonly order: Uint32Array;
  /** Bounding box of each block: lowest and highest number per dimension, `width` per block. */
  readonly lows: Int16Array;
  readonly highs: Int16Array;
}

/**
 * Splits rows of `width` numbers in half along their widest dimension, recursively, down to blocks of `blockRows` (a
 * k-d tree: Bentley 1975).
 */
export function orderInBoxes(points: Int16Array, width: number, blockRows: number): BoxOrder {
  const rows = points.length / width;
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const cut = (from: number, to: number): void => {
    const blocks = Math.ceil((to - from) / blockRows);
    if (blocks <= 1) return;
    sortBy(order.subarray(from, to), points, width);
    const middle = from + Math.ceil(blocks / 2) * blockRows;
    cut(from, middle);
    cut(middle, to);
  };
  cut(0, rows);
  return { blockRows, order, ...boxesOf(points, width, order, blockRows) };
}

/** Sorts rows along their dimension of largest variance. */
function sortBy(part: Uint32Array, points: Int16Array, width: number): void {
  const dimension = widestDimension(part, points, width);
  // Packs number and row into one float64, because typed arrays sort faster without a comparison function.
  const keys = Float64Array.from(part, (row) => (points[row * width + dimension]! + 32_768) * 2 ** 32 + row).sort();
  keys.forEach((key, i) => (part[i] = key % 2 ** 32));
}

function widestDimension(part: Uint32Array, points: Int16Array, width: number): number {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const row of part) {
    for (let i = 0; i < width; i += 1) {
      const value = points[row * width + i]!;
      sums[i]! += value;
      squares[i]! += value * value;
    }
  }
  const variances = squares.map((square, i) => square - sums[i]! ** 2 / part.length);
  return variances.indexOf(Math.max(...variances));
}

function boxesOf(
  points: Int16Array,
  width: number,
  order: Uint32Array,
  blockRows: number,
): Pick<BoxOrder, 'lows' | 'highs'> {
  const blocks = Math.ceil(order.length / blockRows);
  const lows = new Int16Array(blocks * width).fill(32_767);
  const highs = new Int16Array(blocks * width).fill(-32_768);
  order.forEach((row, at) => {
    const block = Math.floor(at / blockRows) * width;
    for (let i = 0; i < width; i += 1) {
      const value = points[row * width + i]!;
      lows[block + i] = Math.min(lows[block + i]!, value);
      highs[block + i] = Math.max(highs[block + i]!, value);
    }
  });
  return { lows, highs };
}

/** Lower bound on the squared distance between rows of two blocks. */
export function boxDistance({ lows, highs }: BoxOrder, width: number, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < width; i += 1) {
    const gap = Math.max(lows[a * width + i]! - highs[b * width + i]!, lows[b * width + i]! - highs[a * width + i]!);
    if (gap > 0) sum += gap * gap;
  }
  return sum;
}
