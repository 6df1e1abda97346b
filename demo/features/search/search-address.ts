import { libraryPhotos } from '../../state/library/library-photos.ts';
import type { AddressSearch } from '../../state/route.ts';
import type { SearchQuery } from '../../state/search-state.ts';

/** Parameters of a query in an address. */
export function toAddressSearch({ text, image }: SearchQuery): AddressSearch {
  if (image === undefined) return { text };
  return image.kind === 'item' ? { text, like: image.id } : { text, image: image.blob };
}

/** The query of an address. An image that is not at hand any more is left out. */
export function fromAddressSearch({ text, like, image }: AddressSearch): SearchQuery {
  if (like !== undefined) return { text, image: { kind: 'item', id: like, name: nameOf(like) } };
  return { text, image: image instanceof Blob ? { kind: 'file', blob: image } : undefined };
}

function nameOf(id: string): string {
  const { value } = libraryPhotos;
  return (value.status === 'known' ? value.photos.find((photo) => photo.id === id)?.name : undefined) ?? '';
}
