import type { StoredCaption } from '../../state/library/captions.ts';
import { dateOf, type Photo } from '../../state/library/photo.ts';

/** Fields of an exported photo. The place is left out: a list is passed on more easily than a photo. */
export interface PhotoRecord {
  readonly name: string;
  readonly folder: string;
  /** ISO 8601; empty if unknown. */
  readonly date: string;
  readonly caption: string;
  readonly title: string;
  readonly description: string;
  /** Separated by semicolons. */
  readonly keywords: string;
  readonly camera: string;
}

/** Records of photos, in their order. */
export function toRecords(
  photos: readonly Photo[],
  captions: ReadonlyMap<string, Pick<StoredCaption, 'text'>>,
): readonly PhotoRecord[] {
  return photos.map((photo) => ({
    name: photo.name,
    folder: photo.folder ?? '',
    date: dateOf(photo)?.toISOString() ?? '',
    caption: captions.get(photo.id)?.text ?? '',
    title: photo.title ?? '',
    description: photo.description ?? '',
    keywords: photo.keywords.join('; '),
    camera: photo.camera ?? '',
  }));
}

const columns = ['name', 'folder', 'date', 'caption', 'title', 'description', 'keywords', 'camera'] as const;

/** CSV (RFC 4180) with a header line. Texts come from files: none is a formula to a spreadsheet. */
export function toCsv(records: readonly PhotoRecord[]): string {
  const lines = records.map((record) => columns.map((column) => toCell(record[column])).join(','));
  return [columns.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

function toCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
