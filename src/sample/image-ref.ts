import { toImageSource, type ImageInput } from './image-input.ts';
import type { ItemRef } from './input.ts';
import type { ImageRef } from './part.ts';
import { toInput } from './to-input.ts';

/** An image, or an item of an open library, whose stored image is taken; a string is the id of an item. */
export type ImageOrItem = ImageInput | ItemRef | string;

/** Makes an image fit to cross to the worker. @throws TypeError for anything else */
export async function toImageRef(given: ImageOrItem, openLibraries: Iterable<string>): Promise<ImageRef> {
  const input = toInput(typeof given === 'string' ? { item: given } : given);
  if ('item' in input) {
    const libraries = input.library === undefined ? [...openLibraries] : [input.library];
    if (libraries.length > 0) return { item: input.item, libraries };
    throw new TypeError('Expected an image, or an item id of a library that was opened with `openLibrary`.');
  }
  const [part, ...others] = input.parts;
  if (part?.kind !== 'image' || others.length > 0 || part.region !== undefined)
    throw new TypeError('Expected one whole image, or an item of a library.');
  return { image: await toImageSource(part.source) };
}
