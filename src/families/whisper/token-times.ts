/** Cross-attention of one head: `rows` tokens over the encoder's positions. */
export interface AttentionHead {
  readonly rows: readonly Float32Array[];
}

/**
 * When each token ends, as an index of the encoder's positions: the cheapest monotonic path through the attention of the
 * alignment heads, each normalised per position and smoothed by a median (openai/whisper `timing.py`, and
 * `_extract_token_timestamps` of Hugging Face's transformers).
 *
 * @param heads - at least one, each with one row per token
 * @param positions - positions to consider, those of the window's sound
 */
export function alignTokens(heads: readonly AttentionHead[], positions: number, medianWidth: number): number[] {
  const count = heads[0]?.rows.length ?? 0;
  if (count === 0 || positions === 0) return [];
  const smooth = heads.map(({ rows }) => normalised(rows, positions).map((row) => medianFilter(row, medianWidth)));
  const mean = Array.from({ length: count }, (_, token) => {
    const sum = new Float64Array(positions);
    for (const rows of smooth) for (const [at, value] of rows[token]?.entries() ?? []) sum[at] = (sum[at] ?? 0) + value;
    return sum.map((value) => value / heads.length);
  });
  return firstPositions(mean, positions);
}

/** Per position: distance from the mean over the tokens, in standard deviations. */
function normalised(rows: readonly Float32Array[], positions: number): Float64Array[] {
  const out = rows.map(() => new Float64Array(positions));
  for (let at = 0; at < positions; at += 1) {
    let sum = 0;
    let squares = 0;
    for (const row of rows) sum += row[at] ?? 0;
    const mean = sum / rows.length;
    for (const row of rows) squares += ((row[at] ?? 0) - mean) ** 2;
    const deviation = Math.sqrt(squares / rows.length);
    for (const [token, row] of out.entries())
      row[at] = deviation === 0 ? 0 : ((rows[token]?.[at] ?? 0) - mean) / deviation;
  }
  return out;
}

function medianFilter(row: Float64Array, width: number): Float64Array {
  const half = width >> 1;
  if (row.length <= half) return row;
  const last = row.length - 1;
  const near = new Float64Array(2 * half + 1);
  return row.map((_, at) => {
    for (let i = -half; i <= half; i += 1) {
      const index = Math.abs(at + i);
      near[i + half] = row[index > last ? 2 * last - index : index] ?? 0;
    }
    return near.sort()[half] ?? 0;
  });
}

/** Dynamic time warping: for each token the first position of its stretch of the cheapest path. */
function firstPositions(gain: readonly Float64Array[], positions: number): number[] {
  const width = positions + 1;
  const cost = new Float32Array((gain.length + 1) * width).fill(Infinity);
  const step = new Uint8Array(cost.length);
  cost[0] = 0;
  for (let j = 1; j <= positions; j += 1)
    for (let i = 1; i <= gain.length; i += 1) {
      const [diagonal, up, left] = [
        cost[(i - 1) * width + j - 1] ?? 0,
        cost[(i - 1) * width + j] ?? 0,
        cost[i * width + j - 1] ?? 0,
      ];
      const move = diagonal < up && diagonal < left ? 0 : up < diagonal && up < left ? 1 : 2;
      step[i * width + j] = move;
      cost[i * width + j] = ([diagonal, up, left][move] ?? 0) - (gain[i - 1]?.[j - 1] ?? 0);
    }
  const first = new Array<number>(gain.length).fill(0);
  for (let [i, j] = [gain.length, positions]; i > 0 || j > 0;) {
    if (i > 0) first[i - 1] = Math.max(0, j - 1);
    const move = i === 0 ? 2 : j === 0 ? 1 : (step[i * width + j] ?? 0);
    if (move !== 2) i -= 1;
    if (move !== 1) j -= 1;
  }
  return first;
}
