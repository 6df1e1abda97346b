import { compactText, findCompact } from './compact-text.ts';
import { isWholeName, stemOf } from './file-name.ts';
import { indexedFields, wordsIn, type IndexedField, type IndexedText } from './indexed-fields.ts';
import { placedTerms } from './word-terms.ts';

/** A range of an item's metadata that contains a word of the query. */
export interface Highlight {
  /** Name of the metadata field. */
  readonly field: string;
  /** Index of the entry, if the field is a list. */
  readonly entry?: number;
  /** First UTF-16 unit, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** Found words of an item: terms of the index, and sequences of letters in compact form. */
export interface FoundWords {
  readonly terms: ReadonlySet<string>;
  readonly needles: readonly string[];
}

/** Places of found words in an item, per field; the whole name if the query names the file. */
export function findHighlights(item: IndexedText, found: FoundWords, query: string): readonly Highlight[] {
  return indexedFields.flatMap((field) =>
    field === 'name' && isWholeName(query, item.name)
      ? [{ field, start: 0, end: stemOf(item.name).length }]
      : inField(item, field, found),
  );
}

function inField(item: IndexedText, field: IndexedField, found: FoundWords): readonly Highlight[] {
  if (found.terms.size + found.needles.length === 0) return [];
  const text = wordsIn(item, field);
  if (!item.lists.has(field)) return marked(text, found).map((range) => ({ field, ...range }));
  return text.split('\n').flatMap((line, entry) => marked(line, found).map((range) => ({ field, entry, ...range })));
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges of the words; adjacent ones are merged. */
function marked(text: string, { terms, needles }: FoundWords): readonly Range[] {
  const words: readonly Range[] = terms.size === 0 ? [] : placedTerms(text).filter(({ term }) => terms.has(term));
  const compact = needles.length === 0 ? '' : compactText(text);
  const letters = needles.flatMap((needle) => {
    const place = compact.includes(needle) ? findCompact(text, needle) : undefined;
    return place === undefined ? [] : [place];
  });
  const found = [...words, ...letters].sort((a, b) => a.start - b.start || b.end - a.end);
  const ranges: Range[] = [];
  for (const { start, end } of found) {
    const last = ranges.at(-1);
    if (last === undefined || start > last.end) ranges.push({ start, end });
    else ranges[ranges.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return ranges;
}
