import type { Library, Onsight } from 'onsight';

/** Times the parts of a search: the whole, the model alone, and the store alone. */
export async function timeSearch(onsight: Onsight, library: Library, text: string) {
  const timed = async <T>(work: () => Promise<T>) => {
    const start = performance.now();
    const result = await work();
    return { result, ms: performance.now() - start };
  };
  const whole = await timed(() => library.search({ text }));
  const model = await timed(() => onsight.embedText(text));
  const best = whole.result[0];
  // A stored item brings its vector along: no model runs.
  const store = best === undefined ? undefined : await timed(() => library.search({ item: best.id }));
  return { wholeMs: whole.ms, modelMs: model.ms, storeMs: store?.ms, rowCount: await library.count() };
}
