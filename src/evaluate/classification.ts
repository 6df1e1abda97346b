/** A share with its uncertainty. */
export interface Accuracy {
  /** 0 to 1. */
  readonly accuracy: number;
  /** Wilson score interval (Wilson 1927) for 95 % confidence. */
  readonly low: number;
  readonly high: number;
  readonly right: number;
  readonly count: number;
}

/**
 * Share of predictions that are right.
 *
 * @throws RangeError if there are none, or not as many as `truth` has
 */
export function accuracyOf(predicted: readonly string[], truth: readonly string[]): Accuracy {
  checkPairs(predicted.length, truth.length);
  const count = truth.length;
  const right = truth.filter((label, i) => label === predicted[i]).length;
  const accuracy = right / count;
  // The 97.5th percentile of the normal distribution.
  const z = 1.959963984540054;
  const middle = accuracy + (z * z) / (2 * count);
  const reach = z * Math.sqrt((accuracy * (1 - accuracy)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return {
    accuracy,
    low: Math.max(0, (middle - reach) / scale),
    high: Math.min(1, (middle + reach) / scale),
    right,
    count,
  };
}

/** How often each label was taken for each other. */
export interface Confusion {
  /** Labels of rows and columns: those of `truth` in order of appearance, then others that were predicted. */
  readonly labels: readonly string[];
  /** Row: true label; column: predicted label. */
  readonly counts: readonly (readonly number[])[];
}

/** @throws RangeError if there are no predictions, or not as many as `truth` has */
export function confusionOf(predicted: readonly string[], truth: readonly string[]): Confusion {
  checkPairs(predicted.length, truth.length);
  const labels = [...new Set([...truth, ...predicted])];
  const place = new Map(labels.map((label, i) => [label, i]));
  const counts = labels.map(() => labels.map(() => 0));
  for (const [i, label] of truth.entries()) {
    const row = counts[place.get(label) ?? -1];
    const column = place.get(predicted[i] ?? '') ?? -1;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return { labels, counts };
}

/** @throws RangeError unless both counts are the same and above 0 */
export function checkPairs(given: number, truth: number): void {
  if (given === truth && truth > 0) return;
  throw new RangeError(`Expected as many predictions as true values, at least one; got ${given} and ${truth}.`);
}
