import { dirname, relative, resolve, sep } from 'node:path';

/** The part of rolldown's plugin interface that is needed here. */
interface SharingPlugin {
  readonly name: string;
  resolveId: (
    source: string,
    importer: string | undefined,
  ) => { readonly id: string; readonly external: true } | undefined;
}

/** Rooms whose code the elements have to themselves; every other one is part of the page's file. */
const own = ['elements', 'state'];

/**
 * Lets the elements import the rest of the package from `index.js`, as any consumer does: a page that uses both has one
 * `createOnsight`, one class of errors and one type of each, and its bundler finds the worker in one place. What they
 * import must therefore be exported by `src/index.ts`.
 */
export function throughThePage(): SharingPlugin {
  return {
    name: 'onsight:through-the-page',
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return undefined;
      const path = relative(resolve('src'), resolve(dirname(importer), source));
      const [room = '', ...rest] = path.split(sep);
      if (room === '..' || rest.length === 0) return undefined;
      const isShared = !own.includes(room) || path === ['elements', 'paint-spotlight.ts'].join(sep);
      return isShared ? { id: './index.js', external: true } : undefined;
    },
  };
}
