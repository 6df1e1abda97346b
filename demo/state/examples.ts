import type { SearchQuery } from './search-state.ts';

/** Whether results should be more like an example, or less. */
export type ExampleSide = 'more' | 'less';

/** Ids of the example photos of a query. */
export interface Examples {
  readonly more: readonly string[];
  readonly less: readonly string[];
}

/** The examples of a query; the photo that is searched by is one of them. */
export function examplesOf({ image, more = [], less = [] }: SearchQuery): Examples {
  return { more: image?.kind === 'item' ? [image.id, ...more] : more, less };
}

/**
 * Whether photos can be added to the examples. A query by the visitor's own image takes none, because examples are
 * photos of the library; less like something needs something else to look for.
 */
export function takesExample({ text, image, more = [] }: SearchQuery, side: ExampleSide): boolean {
  if (image?.kind === 'file') return false;
  return side === 'more' || text.trim() !== '' || image !== undefined || more.length > 0;
}

/** The query with a photo among its examples, on one side only; taken out again where it is on that side already. */
export function withExample(query: SearchQuery, id: string, side: ExampleSide): SearchQuery {
  const { text, image, more = [], less = [] } = query;
  const isThere = (side === 'more' ? more : less).includes(id);
  const kept = { more: more.filter((each) => each !== id), less: less.filter((each) => each !== id) };
  const next = isThere ? kept : { ...kept, [side]: [...kept[side], id] };
  // The photo that is searched by leaves, where less like it is wanted.
  const isImage = image?.kind === 'item' && image.id === id;
  return keepExamples({ text, image: isImage ? undefined : image, ...next });
}

/** The query with those of its examples that pass; less like something is left out where nothing else is looked for. */
export function keepExamples(query: SearchQuery, passes: (id: string) => boolean = () => true): SearchQuery {
  const { more: allMore = [], less: allLess = [], text, image } = query;
  const more = allMore.filter(passes);
  const rest = { text, image, ...(more.length === 0 ? {} : { more }) };
  const less = takesExample(rest, 'less') ? allLess.filter(passes) : [];
  return less.length === 0 ? rest : { ...rest, less };
}
