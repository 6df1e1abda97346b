/** Natural logarithm of the softmax of `scores`, as a new array; stable, in float64 until the last step. */
export function logSoftmax(scores: Float32Array): Float32Array {
  const shift = logSumExp(scores);
  const logs = new Float32Array(scores.length);
  for (let id = 0; id < scores.length; id += 1) logs[id] = (scores[id] ?? 0) - shift;
  return logs;
}

/** Logarithm of the sum of exponentials. */
export function logSumExp(scores: Float32Array): number {
  const largest = scores[likeliest(scores)] ?? 0;
  let sum = 0;
  // An index loop, because for-of over a typed array is seven times slower and vocabularies are long.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let id = 0; id < scores.length; id += 1) sum += exponential((scores[id] ?? 0) - largest);
  return largest + Math.log(sum);
}

const steps = 256;
const fractions = Float64Array.from({ length: steps }, (_, i) => 2 ** (i / steps));
const halvings = Float64Array.from({ length: 1076 }, (_, i) => 2 ** -i);

/**
 * Exponential of a number <= 0, with a relative error under 1e-12: 2^(-n) * 2^(i/256) * e^r by two tables and, as r is
 * at most ln 2 / 512, four terms of the series. `Math.exp` is slower, which is noticeable over a vocabulary.
 */
function exponential(power: number): number {
  if (!(power > -745)) return Math.exp(power);
  // Rounds to nearest, because `| 0` truncates.
  const step = (power * (steps / Math.LN2) - 0.5) | 0;
  const rest = power - step * (Math.LN2 / steps);
  const series = 1 + rest * (1 + rest * (0.5 + rest * (1 / 6)));
  return (halvings[-(step >> 8)] ?? 0) * (fractions[step & 255] ?? 0) * series;
}

/** Index of the largest score; the first among equals. */
export function likeliest(scores: Float32Array): number {
  let best = 0;
  let largest = -Infinity;
  for (let id = 0; id < scores.length; id += 1) {
    const score = scores[id] ?? 0;
    if (score > largest) {
      largest = score;
      best = id;
    }
  }
  return best;
}
