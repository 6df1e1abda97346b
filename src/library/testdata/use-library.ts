import { afterEach, beforeAll } from 'vitest';
import { deleteStore } from '../../store/database/open-database.ts';
import type { Embedder, ImageReader } from '../embedder.ts';
import { openLibrary, type LibraryService } from '../open-library.ts';
import { colourModel, colours, colourImage, reader } from './colour-model.ts';

/** Result of {@link useLibrary}. */
export interface UsedLibrary {
  /** One image of each colour; set before the tests run. */
  readonly basic: File[];
  /** Opens the library of the running test again. */
  readonly open: (embedder?: Embedder, images?: ImageReader) => Promise<LibraryService>;
  /** Creates a new library for the running test. */
  readonly openFresh: (embedder?: Embedder, images?: ImageReader) => Promise<LibraryService>;
}

/** Libraries for the tests of a file; closed and deleted after each of them. */
export function useLibrary(): UsedLibrary {
  const basic: File[] = [];
  let name = '';
  let opened: LibraryService[] = [];
  beforeAll(async () => {
    const colourful = Object.entries(colours).map(([colour, rgb]) => colourImage(rgb, `${colour}.png`, 6));
    basic.push(...(await Promise.all(colourful)));
  });
  afterEach(async () => {
    await Promise.all(opened.map((library) => library.close()));
    opened = [];
    await deleteStore(name);
  });
  const open: UsedLibrary['open'] = async (embedder = colourModel(), images = reader) => {
    const library = await openLibrary(name, { embedder, images });
    opened.push(library);
    return library;
  };
  return {
    basic,
    open,
    openFresh: (embedder, images) => {
      name = `library ${crypto.randomUUID()}`;
      return open(embedder, images);
    },
  };
}
