import type { Hit } from 'onsight';
import { labelOf } from './caption-form.ts';

/** Fields that a text is shown of, those that say most about the image first. */
const fields = [
  'caption',
  'title',
  'description',
  'keywords',
  'people',
  'text',
  'ocr',
  'transcript',
  'name',
  'folder',
  'camera',
  'lens',
] as const;

/** A field that holds words of the search. */
export type MatchedField = (typeof fields)[number];

/** The text that a hit was found by, cut into what holds words of the search and what does not. */
export interface MatchedText {
  readonly field: MatchedField;
  readonly pieces: readonly MatchedPiece[];
}

/** A piece of a {@link MatchedText}. */
export interface MatchedPiece {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Characters shown before the first match, and in all. */
const lead = 24;
const most = 90;

/** Why a hit is there, if it is for its words. */
export function matchedText({
  metadata,
  highlights = [],
}: Pick<Hit, 'metadata' | 'highlights'>): MatchedText | undefined {
  for (const field of fields) {
    const first = bestOf(highlights.filter((each) => each.field === field));
    if (first === undefined) continue;
    const stored = metadata[field];
    const text: unknown = Array.isArray(stored) ? (stored as readonly string[])[first.entry ?? 0] : stored;
    if (typeof text !== 'string') continue;
    const ranges = highlights.filter((each) => each.field === field && each.entry === first.entry);
    // "a photo of a cup" is only the name of a thing.
    const begin = field === 'caption' ? (labelOf(text)?.start ?? 0) : 0;
    return { field, pieces: shorten(cut(text, ranges, begin)) };
  }
  return undefined;
}

/** The first highlight of the entry with most highlighted letters. */
function bestOf(highlights: NonNullable<Hit['highlights']>): NonNullable<Hit['highlights']>[number] | undefined {
  const lengthOf = (entry: number | undefined): number =>
    highlights.filter((each) => each.entry === entry).reduce((sum, { start, end }) => sum + end - start, 0);
  return [...highlights].sort((a, b) => lengthOf(b.entry) - lengthOf(a.entry))[0];
}

function cut(
  text: string,
  ranges: readonly { readonly start: number; readonly end: number }[],
  begin: number,
): readonly MatchedPiece[] {
  const pieces: MatchedPiece[] = [];
  let at = begin;
  for (const { start, end } of ranges) {
    if (start < begin) continue;
    pieces.push({ text: text.slice(at, start), isMatch: false }, { text: text.slice(start, end), isMatch: true });
    at = end;
  }
  return [...pieces, { text: text.slice(at), isMatch: false }].filter((piece) => piece.text !== '');
}

/** Long texts begin shortly before the first match. */
function shorten(pieces: readonly MatchedPiece[]): readonly MatchedPiece[] {
  const [first, ...others] = pieces;
  const begins = first !== undefined && !first.isMatch && first.text.length > lead + 8;
  const shown = begins ? [{ text: `…${first.text.slice(-lead)}`, isMatch: false }, ...others] : pieces;
  let left = most;
  return shown.flatMap((piece) => {
    if (left <= 0) return [];
    const text = piece.text.length > left ? `${piece.text.slice(0, left)}…` : piece.text;
    left -= piece.text.length;
    return [{ ...piece, text }];
  });
}
