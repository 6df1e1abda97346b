import type { AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { hashImage } from '../media/image/hash-image.ts';
import type { ImageSource } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ImageContent } from '../media/content/image-content.ts';
import type { LazyImage } from '../families/vision-language-model.ts';
import type { ImageRef } from '../sample/part.ts';
import type { ReadImage } from '../media-worker/image-reader.ts';
import type { TaskHost } from './task-host.ts';

/** An image that can be judged; decoded at most once for pixels and kind. */
interface JudgedImage extends LazyImage {
  readonly content: (options: AbortOptions) => Promise<ImageContent>;
}

/** Cached kinds of recent images by key, because each is asked about repeatedly. */
const contents = new Map<string, ImageContent>();
const mostContents = 1000;

/**
 * An image by its content: its pixels are read only if the model has no states of it.
 *
 * @throws OnsightError `item-not-found` if no library has the id, `image-unreadable` if no image is stored
 */
export async function toJudgedImage(
  ref: ImageRef,
  spec: ImageSpec,
  { engine, libraries }: Pick<TaskHost, 'engine' | 'libraries'>,
  options: AbortOptions,
): Promise<JudgedImage> {
  const source = await toStoredSource(ref, libraries, options);
  const key = await hashImage(source);
  let read: ReadImage | undefined;
  const readOnce = async ({ signal }: AbortOptions): Promise<ReadImage> => {
    read ??= await engine.images.read(source, spec, { thumbnail: false, content: true, signal });
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

/**
 * The image itself, or the stored preview of an item.
 *
 * @throws OnsightError `item-not-found` if no library has the id, `image-unreadable` if no image is stored
 */
export async function toStoredSource(
  ref: ImageRef,
  libraries: TaskHost['libraries'],
  options: AbortOptions,
): Promise<ImageSource> {
  return 'image' in ref ? ref.image : storedImage(ref, libraries, options);
}

async function storedImage(
  { item, libraries: names }: { readonly item: string; readonly libraries: readonly string[] },
  libraries: TaskHost['libraries'],
  options: AbortOptions,
): Promise<Blob> {
  for (const name of names) {
    const library = await libraries.find(name, options);
    const thumbnail = await library.thumbnail(item);
    if (thumbnail !== undefined) return thumbnail;
    if ((await library.get(item)) !== undefined)
      throw new OnsightError('image-unreadable', { name: item, reason: 'no image of this item is stored' });
  }
  throw new OnsightError('item-not-found', { store: names.join(', '), id: item });
}
