import type { Metadata } from '../../store/contract/item.ts';
import { stemOf } from './file-name.ts';
import { withoutTemplates } from './word-terms.ts';

/** Metadata fields that are searched by their words. */
export const indexedFields = [
  'caption',
  'text',
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

/** What an item says in words; '' where it does not have a field. The entries of a list stand on lines of their own. */
export type IndexedText = Readonly<Record<IndexedField, string>>;

/** What a word in a field counts in BM25: in a name or a folder it says less than in a sentence about the image. */
export const boost: Readonly<Record<IndexedField, number>> = {
  caption: 1,
  text: 1,
  title: 1,
  description: 1,
  keywords: 1,
  name: 0.3,
  folder: 0.3,
  camera: 0.3,
  lens: 0.3,
};

/** How surely an item is meant because a field holds all words of the query: people's own words before a model's. */
export const trust: Readonly<Record<IndexedField, number>> = {
  caption: 0.6,
  text: 0.75,
  title: 0.75,
  description: 0.75,
  keywords: 0.75,
  name: 0.7,
  folder: 0.6,
  camera: 0.6,
  lens: 0.6,
};

/** Characters of a field that are read. */
const longestField = 100_000;

/** The indexed fields of an item, as they are stored. */
export function fieldsOf(metadata: Metadata): IndexedText {
  const read = (field: IndexedField): string => {
    const value = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
    if (typeof value === 'string') return value.slice(0, longestField);
    const lines = Array.isArray(value) ? value.map((entry: string) => entry.replaceAll('\n', ' ')) : [];
    return lines.join('\n').slice(0, longestField);
  };
  return {
    caption: read('caption'),
    text: read('text'),
    title: read('title'),
    description: read('description'),
    keywords: read('keywords'),
    name: read('name'),
    folder: read('folder'),
    camera: read('camera'),
    lens: read('lens'),
  };
}

/** The part of a field that is read for words; places stay. */
export function wordsIn(item: IndexedText, field: IndexedField): string {
  if (field === 'name') return stemOf(item.name);
  return field === 'caption' ? withoutTemplates(item.caption) : item[field];
}
