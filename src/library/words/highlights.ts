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

/** Places of index terms in an item, per field; the whole name if the query names the file. */
export function findHighlights(item: IndexedText, terms: ReadonlySet<string>, query: string): readonly Highlight[] {
  return indexedFields.flatMap((field) =>
    field === 'name' && isWholeName(query, item.name)
      ? [{ field, start: 0, end: stemOf(item.name).length }]
      : inField(item, field, terms),
  );
}

function inField(item: IndexedText, field: IndexedField, terms: ReadonlySet<string>): readonly Highlight[] {
  if (terms.size === 0) return [];
  const text = wordsIn(item, field);
  if (field !== 'keywords') return marked(text, terms).map((range) => ({ field, ...range }));
  return text.split('\n').flatMap((line, entry) => marked(line, terms).map((range) => ({ field, entry, ...range })));
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges of the terms; adjacent ones are merged. */
function marked(text: string, terms: ReadonlySet<string>): readonly Range[] {
  const found = placedTerms(text)
    .filter(({ term }) => terms.has(term))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const ranges: Range[] = [];
  for (const { start, end } of found) {
    const last = ranges.at(-1);
    if (last === undefined || start > last.end) ranges.push({ start, end });
    else ranges[ranges.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return ranges;
}
