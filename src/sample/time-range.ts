/** A span of a sound or a video, in seconds from its start. */
export interface TimeRange {
  readonly startS: number;
  readonly endS: number;
}

/** @throws TypeError if `range` is not an object of two numbers; RangeError if it is empty or starts below 0 */
export function checkTimeRange(range: unknown): asserts range is TimeRange {
  const { startS, endS } = (range ?? {}) as Partial<Record<keyof TimeRange, unknown>>;
  if (typeof startS !== 'number' || typeof endS !== 'number')
    throw new TypeError('Expected `range` to be `{ startS, endS }` in seconds.');
  if (!(startS >= 0 && endS > startS && Number.isFinite(endS)))
    throw new RangeError(
      `Expected \`range\` to start at 0 or later and to end after its start, got ${String(startS)} to ${String(endS)}.`,
    );
}
