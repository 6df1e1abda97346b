import { libraryPhotos } from '../../state/library/library-photos.ts';
import { keepExamples } from '../../state/examples.ts';
import type { AddressSearch } from '../../state/route.ts';
import type { SearchQuery } from '../../state/search-state.ts';

/** Parameters of a query in an address. */
export function toAddressSearch({ text, image, more, less }: SearchQuery): AddressSearch {
  const rest = { text, ...(more === undefined ? {} : { more }), ...(less === undefined ? {} : { less }) };
  if (image === undefined) return rest;
  return image.kind === 'item' ? { ...rest, like: image.id } : { ...rest, image: image.blob };
}

/** The query of an address. An image that is not at hand any more is left out. */
export function fromAddressSearch({ text, like, image, more, less }: AddressSearch): SearchQuery {
  const rest = { text, ...(more === undefined ? {} : { more }), ...(less === undefined ? {} : { less }) };
  if (like !== undefined) return keepExamples({ ...rest, image: { kind: 'item', id: like, name: nameOf(like) } });
  // Own images take no examples.
  if (image instanceof Blob) return { text, image: { kind: 'file', blob: image } };
  return keepExamples({ ...rest, image: undefined });
}

function nameOf(id: string): string {
  const { value } = libraryPhotos;
  return (value.status === 'known' ? value.photos.find((photo) => photo.id === id)?.name : undefined) ?? '';
}
