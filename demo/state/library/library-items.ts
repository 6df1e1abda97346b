import type { LibraryItem } from 'onsight';
import { captions } from './captions.ts';
import { pendingDeletion } from './deletion.ts';
import { libraryPhotos } from './library-photos.ts';
import type { Photo } from './photo.ts';

/** A photo of the library with its metadata as they are now. */
export interface ListedItem {
  readonly photo: Photo;
  readonly metadata: LibraryItem['metadata'];
}

let source: readonly unknown[] = [];
let items: readonly ListedItem[] = [];

/** All photos of the library in its order, with captions that were written in this visit; the same list until it changes. */
export function libraryItems(): readonly ListedItem[] {
  const current = [libraryPhotos.value, captions.value, pendingDeletion.value];
  if (current.every((value, index) => value === source[index])) return items;
  source = current;
  const { value } = libraryPhotos;
  const photos = value.status === 'known' ? value.photos : [];
  items = photos.filter(({ id }) => !pendingDeletion.value.has(id)).map(toItem);
  return items;
}

function toItem(photo: Photo): ListedItem {
  const caption = captions.value.get(photo.id)?.text;
  const isNew = caption !== undefined && caption !== photo.metadata['caption'];
  return { photo, metadata: isNew ? { ...photo.metadata, caption } : photo.metadata };
}
