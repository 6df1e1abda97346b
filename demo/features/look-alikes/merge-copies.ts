import type { LibraryItem } from 'onsight';

type Metadata = LibraryItem['metadata'];

/** A photo with what tells it from its copies. */
export interface Copy {
  readonly id: string;
  readonly metadata: Metadata;
  /** Larger is sharper: variance of the Laplacian of its preview. */
  readonly sharpness: number;
}

/**
 * The copies, the best to keep first: most pixels, then sharpest, then the largest file, then the one that was taken or
 * changed first. Ids decide at last, so that the proposal is always the same.
 */
export function rankCopies(copies: readonly Copy[]): readonly Copy[] {
  return [...copies].sort((a, b) => {
    const differences = [
      pixelsOf(b.metadata) - pixelsOf(a.metadata),
      b.sharpness - a.sharpness,
      numberIn(b.metadata, 'bytes') - numberIn(a.metadata, 'bytes'),
      timeOf(a.metadata) - timeOf(b.metadata),
    ];
    return differences.find((each) => each !== 0 && !Number.isNaN(each)) ?? (a.id < b.id ? -1 : 1);
  });
}

const texts = ['title', 'description'] as const;
const lists = ['keywords', 'people'] as const;
/** Facts that only one of them may have. */
const single = ['caption', 'captionBy', 'latitude', 'longitude', 'city', 'region', 'country', 'takenAt'] as const;
const longest = 5_000;

/**
 * The metadata of the photo that is kept, with what its copies have beside it: all titles and descriptions, all keywords
 * and people, the highest rating, and a caption, place and date where it has none.
 */
export function mergeMetadata(kept: Metadata, others: readonly Metadata[]): Metadata {
  const all = [kept, ...others];
  const merged: Record<string, Metadata[string]> = {};
  for (const field of texts) {
    const distinct = [...new Set(all.map((each) => each[field]).filter(isFilled))];
    if (distinct.length > 0) merged[field] = distinct.join(' / ').slice(0, longest);
  }
  for (const field of lists) {
    const distinct = [...new Set(all.flatMap((each) => each[field]).filter(isFilled))];
    if (distinct.length > 0) merged[field] = distinct;
  }
  const ratings = all.map(({ rating }) => rating).filter((rating) => typeof rating === 'number');
  if (ratings.length > 0) merged['rating'] = Math.max(...ratings);
  for (const field of single) {
    const first = all.find((each) => each[field] !== undefined && each[field] !== '')?.[field];
    if (first !== undefined) merged[field] = first;
  }
  return { ...kept, ...merged };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function pixelsOf(metadata: Metadata): number {
  return numberIn(metadata, 'width') * numberIn(metadata, 'height');
}

function numberIn(metadata: Metadata, field: string): number {
  const value = metadata[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function timeOf({ takenAt, modifiedAt }: Metadata): number {
  const date = takenAt ?? modifiedAt;
  return date instanceof Date ? date.getTime() : Number.MAX_SAFE_INTEGER;
}
