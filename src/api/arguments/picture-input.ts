import { checkText } from '../../core/check.ts';
import type { Picture } from '../../protocol/worker-methods.ts';
import { toImageSource, type ImageInput } from './image-input.ts';

/** A picture, or the id of an item in a library that is open: its stored picture is taken. */
export type PictureInput = ImageInput | string;

/** Makes a picture fit to cross to the worker. @throws TypeError for anything else */
export async function toPicture(input: PictureInput, openLibraries: Iterable<string>): Promise<Picture> {
  if (typeof input !== 'string') return { image: await toImageSource(input) };
  checkText('id', input);
  const libraries = [...openLibraries];
  if (libraries.length === 0)
    throw new TypeError('Expected a picture, or an item id of a library that was opened with `openLibrary`.');
  return { item: input, libraries };
}
