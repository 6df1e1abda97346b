import type { HeatMap } from 'onsight';
import type { MatchedText } from '../../../state/library/matched-text.ts';
import type { Photo } from '../../../state/library/photo.ts';
import type { Found } from '../../../state/search-state.ts';

/** Query that a photo was compared with. */
export type ComparedWith = 'words' | 'image' | 'photo' | 'examples' | 'mixed';

/** Why a photo is among the results. */
export type Reason =
  | { readonly kind: 'text'; readonly matched: MatchedText }
  /** `degree`: how far above the model's line for a match; `little` is below it. */
  | { readonly kind: 'look'; readonly degree: 'strongly' | 'well' | 'little'; readonly with: ComparedWith }
  /** It passes the filters, and nothing else was asked for. */
  | { readonly kind: 'filters' };

/** From here nine of ten first hits were right: see "How good is it" in docs/search.md. */
const strong = 0.8;

/** Why a photo is among the results; empty where it is not. A text that was found explains the place by itself. */
export function reasonsFor(id: string, { photos, weak, query, understood }: Found): readonly Reason[] {
  const place = photos.findIndex((photo) => photo.id === id);
  const photo: Photo | undefined = photos[place];
  if (photo === undefined) return [];
  if (photo.matched !== undefined) return [{ kind: 'text', matched: photo.matched }];
  if (photo.relevance === undefined) return understood.filters.length > 0 ? [{ kind: 'filters' }] : [];
  const degree = place >= photos.length - weak ? 'little' : photo.relevance >= strong ? 'strongly' : 'well';
  const parts: ComparedWith[] = [];
  if (understood.text !== '') parts.push('words');
  if (query.image !== undefined) parts.push(query.image.kind === 'file' ? 'image' : 'photo');
  else if (query.more !== undefined) parts.push('examples');
  return [{ kind: 'look', degree, with: parts.length > 1 ? 'mixed' : (parts[0] ?? 'words') }];
}

/** A ninth of an image. */
export interface HeatPlace {
  readonly row: 'top' | 'middle' | 'bottom';
  readonly column: 'left' | 'centre' | 'right';
}

/** Heat on the warmest quarter of an image, above which it has a place: an even map has 0.25 there. */
const gathered = 0.45;

/** Where most of the heat is; undefined if it is spread over the image. */
export function placeOfHeat({ data, columns, rows }: HeatMap): HeatPlace | undefined {
  const warmest = [...data].sort((a, b) => b - a).slice(0, Math.ceil(data.length / 4));
  if (warmest.reduce((sum, value) => sum + value, 0) < gathered) return undefined;
  const least = warmest.at(-1) ?? 0;
  let [sum, x, y] = [0, 0, 0];
  for (const [index, value] of data.entries()) {
    if (value < least) continue;
    sum += value;
    x += (value * ((index % columns) + 0.5)) / columns;
    y += (value * (Math.floor(index / columns) + 0.5)) / rows;
  }
  const third = <T>(at: number, names: readonly [T, T, T]): T => names[at < 0.4 ? 0 : at > 0.6 ? 2 : 1];
  return {
    row: third(y / sum, ['top', 'middle', 'bottom'] as const),
    column: third(x / sum, ['left', 'centre', 'right'] as const),
  };
}
