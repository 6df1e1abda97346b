/** Natural logarithms of the softmax of `scores`, as a new array; stable, in float64 until the last step. */
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
  // for-of walks a typed array seven times slower, and a vocabulary is long.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let id = 0; id < scores.length; id += 1) sum += Math.exp((scores[id] ?? 0) - largest);
  return largest + Math.log(sum);
}

/** The index of the largest score, the first of equals. */
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
