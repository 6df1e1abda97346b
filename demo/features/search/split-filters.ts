import type { Filter } from 'onsight';
import { dateOf, type Photo } from '../../state/library/photo.ts';
import type { QueryFilter } from '../../state/search-state.ts';
import { findDate } from './find-date.ts';

const fileName = /(?<=^|\s)[^\s"]+\.(?:jpe?g|png|webp|avif|gif|heic|heif|tiff?|bmp)(?=$|\s)/iu;

/** Facts the rules use: the time, and the cameras of the library. */
export interface FilterContext {
  readonly now: Date;
  readonly cameras: readonly string[];
}

/** A text split into what narrows the photos down by rule, and the words to search for. */
export function splitFilters(
  typed: string,
  { now, cameras }: FilterContext,
): { readonly rest: string; readonly filters: readonly QueryFilter[] } {
  const filters: QueryFilter[] = [];
  let rest = typed;
  const take = (filter: QueryFilter): void => {
    filters.push(filter);
    rest = withoutSource(rest, filter.source);
  };
  const [name] = fileName.exec(rest) ?? [];
  if (name !== undefined) take({ kind: 'name', source: name });
  const camera = findCamera(rest, cameras);
  if (camera !== undefined) take(camera);
  const date = findDate(rest, now);
  if (date !== undefined) take({ kind: 'date', ...date });
  // A file name is searched as words as well, so that it is ranked and marked.
  return { rest: name === undefined ? rest : `${rest} ${name}`.trim(), filters };
}

/** The typed text without the words of one filter. */
export function withoutSource(typed: string, source: string): string {
  return typed.replace(source, ' ').replace(/\s+/g, ' ').trim();
}

/** The filter of the library. */
export function toLibraryFilter(filters: readonly QueryFilter[]): Filter {
  return {
    and: filters.map((filter): Filter => {
      switch (filter.kind) {
        case 'name':
          return { name: { contains: filter.source } };
        case 'camera':
          return { camera: filter.camera };
        case 'date': {
          const span = { gte: filter.from, lt: filter.to };
          return { or: [{ takenAt: span }, { takenAt: { exists: false }, modifiedAt: span }] };
        }
      }
    }),
  };
}

/** Whether a photo passes all filters: the same as {@link toLibraryFilter}. */
export function passes(photo: Photo, filters: readonly QueryFilter[]): boolean {
  return filters.every((filter) => {
    switch (filter.kind) {
      case 'name':
        return photo.name.toLowerCase().includes(filter.source.toLowerCase());
      case 'camera':
        return photo.camera === filter.camera;
      case 'date': {
        const date = dateOf(photo);
        return date !== undefined && date >= filter.from && date < filter.to;
      }
    }
  });
}

/** A camera whose whole name is typed: a brand alone may be a fruit. */
function findCamera(text: string, cameras: readonly string[]): QueryFilter | undefined {
  const lower = text.toLowerCase();
  for (const camera of [...cameras].sort((a, b) => b.length - a.length)) {
    const start = lower.indexOf(camera.toLowerCase());
    if (camera !== '' && start >= 0)
      return { kind: 'camera', source: text.slice(start, start + camera.length), camera };
  }
  return undefined;
}
