import type { Hit, LibraryItem } from 'onsight';
import { matchedText, type MatchedText } from './matched-text.ts';

/** Who made a sample photograph, and what it shows. */
export interface PhotoCredit {
  readonly shows: string;
  readonly author: string;
  readonly licence: string;
  readonly original: string;
}

/** A photo as the page shows it. Every text in it comes from files and is never trusted as markup. */
export interface Photo {
  readonly id: string;
  readonly name: string;
  /** Pixels; 4:3 is assumed where they are not known. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number | undefined;
  readonly modifiedAt: Date | undefined;
  readonly folder: string | undefined;
  readonly credit: PhotoCredit | undefined;
  readonly addedAt: number;
  /** When the run that added it began, and its place in that run: the order of the library. */
  readonly run: number;
  readonly place: number;
  /** How well it answers the search, 0 to 1; only on results. */
  readonly relevance?: number;
  /** The text that the search found it by; only on results that are there for their words. */
  readonly matched?: MatchedText;
}

/** The photo of a library item. Metadata may hold anything: what has another type than expected counts as unknown. */
export function toPhoto(item: LibraryItem & Partial<Pick<Hit, 'relevance' | 'highlights'>>): Photo {
  const { metadata } = item;
  const text = (key: string): string | undefined => (typeof metadata[key] === 'string' ? metadata[key] : undefined);
  const size = (key: string): number | undefined => {
    const value = metadata[key];
    return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined;
  };
  const { modifiedAt } = metadata;
  const width = size('width');
  const height = size('height');
  const matched = matchedText(item);
  return {
    id: item.id,
    name: text('name') ?? item.id,
    width: width !== undefined && height !== undefined ? width : 4,
    height: width !== undefined && height !== undefined ? height : 3,
    bytes: size('bytes'),
    modifiedAt: modifiedAt instanceof Date ? modifiedAt : undefined,
    folder: text('folder'),
    credit: metadata['sample'] === true ? toCredit(text) : undefined,
    addedAt: item.addedAt,
    run: size('run') ?? item.addedAt,
    place: size('place') ?? 0,
    ...(item.relevance === undefined ? {} : { relevance: item.relevance }),
    ...(matched === undefined ? {} : { matched }),
  };
}

function toCredit(text: (key: string) => string | undefined): PhotoCredit {
  return {
    shows: text('shows') ?? '',
    author: text('author') ?? '',
    licence: text('licence') ?? '',
    original: text('original') ?? '',
  };
}

/** The order of the library: what was added last comes first, and within one run the order of the files. */
export function byNewestRun(a: Photo, b: Photo): number {
  return b.run - a.run || a.place - b.place || b.addedAt - a.addedAt || (a.id < b.id ? -1 : 1);
}
