import type { Library } from 'onsight';
import { toPhoto, type Photo } from '../library/photo.ts';
import type { CutResults } from '../search/cut-off.ts';

/** Words that say nothing of a picture by themselves. */
const small = new Set(['a', 'an', 'and', 'are', 'at', 'in', 'is', 'it', 'of', 'on', 'the', 'to', 'with']);

const limit = 120;

/** Photos whose caption holds all words of a query, in singular or plural; newest first. */
export async function findInCaptions(library: Library, query: string, signal: AbortSignal): Promise<readonly Photo[]> {
  const words = toWords(query).filter((word) => !small.has(word));
  if (words.length === 0) return [];
  const filter = { and: words.map((word) => ({ caption: { contains: word } })) };
  const items = await library.list({ filter, limit, thumbnails: false, signal });
  // The filter knows letters, not words: "cat" is also in "location".
  const holding = items.filter(({ metadata: { caption } }) => {
    const held = new Set(typeof caption === 'string' ? toWords(caption) : []);
    return words.every((word) => [word, `${word}s`, `${word}es`].some((form) => held.has(form)));
  });
  return holding.map((item) => toPhoto(item));
}

/** Results with the photos that were found by their captions behind those that fit, before the weak ones. */
export function withCaptioned({ photos, weak }: CutResults, captioned: readonly Photo[]): CutResults {
  const strong = photos.slice(0, photos.length - weak);
  const fitting = new Set(strong.map(({ id }) => id));
  const found = new Map(photos.map((photo) => [photo.id, photo]));
  const added = captioned.filter(({ id }) => !fitting.has(id)).map((photo) => found.get(photo.id) ?? photo);
  for (const { id } of added) fitting.add(id);
  const rest = photos.filter(({ id }) => !fitting.has(id));
  return { photos: [...strong, ...added, ...rest], weak: rest.length };
}

function toWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
