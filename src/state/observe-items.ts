import type { Library } from '../api/library.ts';
import type { LibraryItem } from '../library/search/query.ts';
import { LatestRun } from './latest-run.ts';
import type { Observable } from './observable.ts';
import { shownValue, type Resource } from './resource.ts';

/** The items of a library, kept up to date. */
export interface ObservedItems {
  /** Newest first; without thumbnails, which `library.thumbnail(id)` reads when they are shown. */
  readonly state: Observable<Resource<readonly LibraryItem[]>>;
  /** Stops following the library. */
  dispose(): void;
}

const pageSize = 500;

/** Observes all items of a library, through changes made here and in other tabs. Only new items are read again. */
export function observeItems(library: Pick<Library, 'list' | 'count' | 'onChange'>): ObservedItems {
  const run = new LatestRun<undefined, readonly LibraryItem[]>(
    async (_, { signal }): Promise<readonly LibraryItem[]> => {
      const known = knownItems();
      const items = [...(await readNewer(library, new Set(known.map(({ id }) => id)), signal)), ...known];
      // A different count means that items were deleted or replaced: read everything again.
      return (await library.count({ signal })) === items.length ? items : readNewer(library, new Set(), signal);
    },
  );
  function knownItems(): readonly LibraryItem[] {
    return shownValue(run.state.value) ?? [];
  }
  const stopFollowing = library.onChange(() => {
    run.start(undefined, { isQuiet: true });
  });
  run.start(undefined);
  return {
    state: run.state,
    dispose() {
      stopFollowing();
      run.reset();
    },
  };
}

/** Reads items newest first, up to the first page that holds a known one. */
async function readNewer(
  library: Pick<Library, 'list'>,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LibraryItem[]> {
  const items: LibraryItem[] = [];
  for (;;) {
    const after = items.at(-1)?.id;
    const page = await library.list({
      limit: pageSize,
      thumbnails: false,
      signal,
      ...(after === undefined ? {} : { after }),
    });
    const unknown = page.filter(({ id }) => !known.has(id));
    items.push(...unknown);
    if (page.length < pageSize || unknown.length < page.length) return items;
  }
}
