import type { Metadata } from '../../store/contract/item.ts';
import { stemOf } from './file-name.ts';
import { withoutTemplates } from './word-terms.ts';

/** Metadata fields that are searched by their words. */
export const indexedFields = [
  'caption',
  'text',
  'ocr',
  'transcript',
  'title',
  'description',
  'keywords',
  'name',
  'folder',
  'camera',
  'lens',
] as const;

/** A metadata field that is searched by its words. */
export type IndexedField = (typeof indexedFields)[number];

/** Texts of an item per field; '' if it lacks a field. Entries of a list are on separate lines. */
export type IndexedText = Readonly<Record<IndexedField, string>> & {
  /** Fields that are lists. */
  readonly lists: ReadonlySet<IndexedField>;
};

/** Weight of a word in BM25 per field: it says less in a name or folder than in a sentence about the image. */
export const boost: Readonly<Record<IndexedField, number>> = {
  caption: 1,
  text: 1,
  ocr: 0.8,
  transcript: 0.8,
  title: 1,
  description: 1,
  keywords: 1,
  name: 0.3,
  folder: 0.3,
  camera: 0.3,
  lens: 0.3,
};

/**
 * Certainty that an item is meant because a field contains all words of the query: people's words rank above a model's.
 */
export const trust: Readonly<Record<IndexedField, number>> = {
  caption: 0.6,
  text: 0.75,
  ocr: 0.7,
  transcript: 0.7,
  title: 0.75,
  description: 0.75,
  keywords: 0.75,
  name: 0.7,
  folder: 0.6,
  camera: 0.6,
  lens: 0.6,
};

/** Number of characters read per field: about six hours of speech. */
const longestField = 400_000;

/** The indexed fields of an item, as they are stored. */
export function fieldsOf(metadata: Metadata): IndexedText {
  const lists = new Set<IndexedField>();
  const texts = indexedFields.map((field): readonly [IndexedField, string] => {
    const value = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
    if (typeof value === 'string') return [field, value.slice(0, longestField)];
    if (!Array.isArray(value)) return [field, ''];
    lists.add(field);
    const lines = value.map((entry: string) => entry.replaceAll('\n', ' '));
    return [field, lines.join('\n').slice(0, longestField)];
  });
  // One entry for each field.
  return { ...(Object.fromEntries(texts) as Record<IndexedField, string>), lists };
}

/** The part of a field that is indexed; offsets stay valid. */
export function wordsIn(item: IndexedText, field: IndexedField): string {
  if (field === 'name') return stemOf(item.name);
  return field === 'caption' ? withoutTemplates(item.caption) : item[field];
}
