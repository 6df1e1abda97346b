/** A query in whole numbers: vector ~ step * values. */
export interface QuantizedQuery {
  /** Filled up with zeros to whole pieces of 16. */
  readonly values: Int16Array;
  readonly step: number;
  /** Sum of the values. */
  readonly sum: number;
  /** Sum of the squared values. */
  readonly squares: number;
  /** L2 length of the vector. */
  readonly norm: number;
  /** L2 length of what the rounding left out. */
  readonly error: number;
}

/** The largest value that is 256 times one signed byte and another one: a relaxed scan reads them apart. */
const largestValue = 127 * 256 + 127;

/**
 * The finest step with which a query fits two signed bytes and its dot product with any codes 31 bits, whichever way the
 * sum is split: 255 * sum|value| < 2^31.
 */
export function quantizeQuery(vector: Float64Array, padded: number): QuantizedQuery {
  let largest = 0;
  let total = 0;
  let squared = 0;
  for (const value of vector) {
    const size = Math.abs(value);
    if (size > largest) largest = size;
    total += size;
    squared += size * size;
  }
  // Rounding adds half a unit a number at most.
  const step = Math.max(largest / largestValue, (255 * total) / (2 ** 31 - 1 - 128 * padded));
  const values = new Int16Array(padded);
  let sum = 0;
  let squares = 0;
  let left = 0;
  if (step > 0) {
    for (let i = 0; i < vector.length; i += 1) {
      const value = Math.round(vector[i]! / step);
      values[i] = value;
      sum += value;
      squares += value * value;
      left += (vector[i]! - step * value) ** 2;
    }
  }
  return { values, step, sum, squares, norm: Math.sqrt(squared), error: Math.sqrt(left) };
}
