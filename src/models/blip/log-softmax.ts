/** Natural logarithms of the softmax of `scores`, as a new array; stable, in float64 until the last step. */
export function logSoftmax(scores: Float32Array): Float32Array {
  const shift = logSumExp(scores);
  return scores.map((score) => score - shift);
}

/** Logarithm of the sum of exponentials. */
export function logSumExp(scores: Float32Array): number {
  let largest = -Infinity;
  for (const score of scores) if (score > largest) largest = score;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  return largest + Math.log(sum);
}
