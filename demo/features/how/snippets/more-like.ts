import type { Library } from 'onsight';

/** Finds what is like some stored photos, unlike others, and shows none of something described in words. */
export async function moreLike(library: Library, like: readonly string[], unlike: readonly string[], without?: string) {
  const excluded = without === undefined ? [] : [{ text: without }];
  const hits = await library.search({ like, unlike: [...unlike, ...excluded] }, { limit: 24 });
  return hits.map(({ id, relevance, metadata }) => ({ id, relevance, name: metadata['name'] }));
}
