import type { Onsight } from 'onsight';
import { chosenModel } from './chosen-models.ts';

/** The visitor's one library, whatever model searches it. */
const own = 'photos';
/** Earlier versions of this page had a library for each model, named after its embedding space. */
const perModel = 'photos-';

/**
 * Name of the visitor's library. Where an earlier version of this page made libraries for single models, the one that was
 * in use goes on under its name: of the chosen model, the newest version with photos in it; else any with photos.
 */
export async function libraryName(onsight: Onsight): Promise<string> {
  const names = await onsight.libraries();
  if (names.includes(own)) return own;
  const model = `${perModel}${chosenModel('embed')}@`;
  const older = names
    .filter((name) => name.startsWith(perModel))
    .sort(
      (a, b) =>
        Number(b.startsWith(model)) - Number(a.startsWith(model)) || b.localeCompare(a, 'en', { numeric: true }),
    );
  for (const name of older) {
    const library = await onsight.openLibrary(name);
    if ((await library.count()) > 0) return name;
  }
  return own;
}
