import type { Filter, LoadProgress, Readability, SearchQuery as LibraryQuery } from 'onsight';
import { examplesOf } from './examples.ts';
import type { Photo } from './library/photo.ts';
import { observable, type WritableObservable } from 'onsight/state';

/** An image to search by: a file of the visitor's, or a photo of the library. */
export type ImageQuery =
  | { readonly kind: 'file'; readonly blob: Blob }
  | { readonly kind: 'item'; readonly id: string; readonly name: string };

/** Current query: words, an image, example photos, or some of them; none if all are empty. */
export interface SearchQuery {
  readonly text: string;
  readonly image: ImageQuery | undefined;
  /** Ids of photos that results should be more like, or less; absent without any: see `examples.ts`. */
  readonly more?: readonly string[];
  readonly less?: readonly string[];
}

/** The words of a query, split into what should be there and what should not. */
export interface ParsedQuery {
  /** Wanted text; empty only if the query is. */
  readonly text: string;
  /** Exclusions in typed order, each once. */
  readonly without: readonly string[];
}

/** Names of what photos have values of: see `features/search/facets`. */
export type FacetName = 'place' | 'camera' | 'folder' | 'type' | 'keyword' | 'people' | 'captions';

/** Restriction of the photos found by rule; `source` are its words as they were typed. */
export type QueryFilter = { readonly source: string; readonly filter: Filter } & (
  | { readonly kind: 'date'; readonly from: Date; readonly to: Date }
  | { readonly kind: 'name' }
  | { readonly kind: 'value'; readonly facet: FacetName; readonly value: string }
);

/** Orders other than by relevance. */
export type PhotoOrder = 'newest' | 'oldest' | 'name';

/** Quoted words: photos whose texts hold them come first. */
export interface QuotedPhrase {
  readonly source: string;
  readonly phrase: string;
}

/** How the words of a query were understood: what narrows down or is excluded, and which words the model reads. */
export interface Understood extends ParsedQuery, Readability {
  readonly filters: readonly QueryFilter[];
  readonly phrases: readonly QuotedPhrase[];
  /** The order that was asked for, by `source`. */
  readonly order: { readonly source: string; readonly by: PhotoOrder } | undefined;
}

/** Results, best first: matches, then a few that are less certain. */
export interface Found {
  /** The query that it answers. */
  readonly query: SearchQuery;
  readonly understood: Understood;
  readonly photos: readonly Photo[];
  /** How many of them, at the end, are no matches. */
  readonly weak: number;
  /** Whether there may be more matches. */
  readonly hasMore: boolean;
  readonly durationMs: number;
  /** Milliseconds of understanding the words, and of the library's search; undefined where no model or vector was asked. */
  readonly steps?: { readonly understandMs: number; readonly searchMs: number };
}

/** State of the search. Earlier results stay while it runs. */
export type Search =
  | { readonly status: 'none' }
  | { readonly status: 'searching'; readonly before: Found | undefined; readonly warming: LoadProgress | undefined }
  | { readonly status: 'found'; readonly found: Found }
  | { readonly status: 'failed'; readonly error: unknown; readonly before: Found | undefined };

/** Content of the search field. */
export const searchQuery: WritableObservable<SearchQuery> = observable({ text: '', image: undefined });

/** The results of it. */
export const search: WritableObservable<Search> = observable({ status: 'none' });

/** True when there is nothing to look for. */
export function isEmpty(query: SearchQuery): boolean {
  return query.text.trim() === '' && query.image === undefined && query.more === undefined;
}

/** The library's query for what was typed and chosen. */
export function toLibraryQuery(query: SearchQuery, { text, without }: ParsedQuery): LibraryQuery {
  const { more, less } = examplesOf(query);
  const excluded = without.map((each) => ({ text: each }));
  const words = {
    ...(text === '' ? {} : { text }),
    ...(excluded.length === 0 ? {} : { unlike: excluded }),
  };
  if (query.more !== undefined || query.less !== undefined)
    return { ...words, like: more, unlike: [...less, ...excluded] };
  const { image } = query;
  if (image === undefined) return words;
  return image.kind === 'file' ? { image: image.blob, ...words } : { item: image.id, ...words };
}

/** Shown results; those of the previous search while one is running. */
export function shownResults(): Found | undefined {
  const { value } = search;
  if (value.status === 'found') return value.found;
  return value.status === 'none' ? undefined : value.before;
}

/** Results without some photos; the same object where none of them is among the results. */
export function withoutPhotos(found: Found, isGone: (id: string) => boolean): Found {
  const photos = found.photos.filter(({ id }) => !isGone(id));
  if (photos.length === found.photos.length) return found;
  const weak = found.photos.slice(found.photos.length - found.weak).filter(({ id }) => !isGone(id)).length;
  return { ...found, photos, weak };
}

/** Results without any photo. */
export function nothingFound(query: SearchQuery): Found {
  const understood = {
    text: query.text.trim(),
    without: [],
    known: [],
    unknown: [],
    filters: [],
    phrases: [],
    order: undefined,
  };
  return { query, understood, photos: [], weak: 0, hasMore: false, durationMs: 0 };
}
