import type { AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { hashImage } from '../media/image/hash-image.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ImageContent } from '../media/content/image-content.ts';
import type { PictureRef } from '../families/vision-language-model.ts';
import type { ImageRef } from '../sample/part.ts';
import type { Libraries } from './libraries.ts';
import type { ReadImage } from '../media-worker/image-reader.ts';
import type { MediaWorker } from '../media-worker/media-worker.ts';

/** What pictures are found and read with. */
export interface PictureParts {
  readonly pictures: MediaWorker;
  readonly libraries: Libraries;
}

/** A picture that also tells what kind it is; decoded at most once for both. */
export interface JudgedPictureRef extends PictureRef {
  readonly content: (options: AbortOptions) => Promise<ImageContent>;
}

/** Kinds of the pictures seen last, by their keys: each is asked about more than once. */
const contents = new Map<string, ImageContent>();
const mostContents = 1000;

/**
 * A picture by its content: its pixels are read only where the model does not know it yet.
 *
 * @throws OnsightError `item-not-found` for an id that no library has, `image-unreadable` where no picture is stored
 */
export async function toPictureRef(
  picture: ImageRef,
  spec: ImageSpec,
  { pictures, libraries }: PictureParts,
  options: AbortOptions,
): Promise<JudgedPictureRef> {
  const source = 'image' in picture ? picture.image : await storedPicture(picture, libraries, options);
  const key = await hashImage(source);
  let read: ReadImage | undefined;
  const readOnce = async ({ signal }: AbortOptions): Promise<ReadImage> => {
    read ??= await pictures.read(source, spec, { thumbnail: false, content: true, signal });
    return read;
  };
  return {
    key,
    read: async (call) => (await readOnce(call)).pixels,
    content: async (call) => {
      const known = contents.get(key) ?? (await readOnce(call)).content ?? 'scene';
      contents.delete(key);
      contents.set(key, known);
      const [oldest] = contents.keys();
      if (contents.size > mostContents && oldest !== undefined) contents.delete(oldest);
      return known;
    },
  };
}

async function storedPicture(
  { item, libraries: names }: { readonly item: string; readonly libraries: readonly string[] },
  libraries: Libraries,
  options: AbortOptions,
): Promise<Blob> {
  for (const name of names) {
    const library = await libraries.find(name, options);
    const thumbnail = await library.thumbnail(item);
    if (thumbnail !== undefined) return thumbnail;
    if ((await library.get(item)) !== undefined)
      throw new OnsightError('image-unreadable', { name: item, reason: 'no picture of this item is stored' });
  }
  throw new OnsightError('item-not-found', { store: names.join(', '), id: item });
}
