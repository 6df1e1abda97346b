/** Collects values into batches. */
export interface Collector<T, B> {
  /** Adds a value, copied if its owner may still change it. Returns true if the batch is full. */
  add(value: T): boolean;
  /** Ends the batch and returns it; undefined if it is empty. */
  take(): B | undefined;
}

/**
 * Collects `values` into batches. Each value is taken in the turn in which it is pulled, and an array is taken before
 * this call returns. If the source fails, the values before the failure come first.
 */
export function gather<T, B>(
  values: Iterable<T> | AsyncIterable<T>,
  collector: Collector<T, B>,
): AsyncGenerator<B, void> {
  if (Array.isArray(values)) return inTurn(drain(gatherNow(values as readonly T[], collector)));
  return Symbol.asyncIterator in values ? gatherAsync(values, collector) : inTurn(eachBatch(values, collector));
}

async function* gatherAsync<T, B>(values: AsyncIterable<T>, collector: Collector<T, B>): AsyncGenerator<B, void> {
  try {
    for await (const value of values) {
      const batch = collector.add(value) ? collector.take() : undefined;
      if (batch !== undefined) yield batch;
    }
  } catch (error) {
    const batch = collector.take();
    if (batch !== undefined) yield batch;
    throw error;
  }
  const last = collector.take();
  if (last !== undefined) yield last;
}

/**
 * Awaits between batches, but never between pulling a value and adding it, because other code could change it
 * meanwhile.
 */
async function* inTurn<B>(batches: Iterable<B> | AsyncIterable<B>): AsyncGenerator<B, void> {
  for await (const batch of batches) yield batch;
}

interface Gathered<B> {
  readonly batches: B[];
  readonly failure: { readonly error: unknown } | undefined;
}

function gatherNow<T, B>(values: readonly T[], collector: Collector<T, B>): Gathered<B> {
  const batches: B[] = [];
  try {
    for (const batch of eachBatch(values, collector)) batches.push(batch);
  } catch (error) {
    return { batches, failure: { error } };
  }
  return { batches, failure: undefined };
}

function* drain<B>({ batches, failure }: Gathered<B>): Generator<B, void> {
  // Shifted, so that a processed batch can be freed before the last one.
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) yield batch;
  if (failure !== undefined) throw failure.error;
}

function* eachBatch<T, B>(values: Iterable<T>, collector: Collector<T, B>): Generator<B, void> {
  try {
    for (const value of values) {
      const batch = collector.add(value) ? collector.take() : undefined;
      if (batch !== undefined) yield batch;
    }
  } catch (error) {
    const batch = collector.take();
    if (batch !== undefined) yield batch;
    throw error;
  }
  const last = collector.take();
  if (last !== undefined) yield last;
}
