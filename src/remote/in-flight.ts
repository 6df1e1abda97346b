/** Splits an array into chunks of at most `size`. */
export function* chunks<T>(values: readonly T[], size: number): Generator<T[], void> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}
