import { checkText } from '../../core/check.ts';
import { checkMetadata } from '../../store/contract/check-rows.ts';
import type { Metadata } from '../../store/contract/item.ts';
import type { GivenEmbedding, ImagePart, ReadablePart } from '../../sample/part.ts';
import type { ReadResult } from '../embedder.ts';
import type { IngestItem } from './ingest.ts';

/** An item to add, normalised. */
export interface NamedItem {
  readonly parts: readonly ReadablePart[];
  /** Name of its file; 'unnamed' if there is none. */
  readonly name: string;
  readonly metadata: Metadata;
  /** Bytes of its files and characters of its texts. */
  readonly bytes: number;
  /** Embedding of its only part, computed earlier. */
  readonly embedding?: GivenEmbedding | undefined;
}

/** Input of a page in plain JavaScript. */
interface Loose {
  readonly file?: unknown;
  readonly parts?: unknown;
  readonly name?: unknown;
  readonly metadata?: Metadata | undefined;
  readonly embedding?: GivenEmbedding | undefined;
}

// Names are untrusted text of any length; no file system allows longer ones.
const longestName = 255;
const longestFolder = 1_024;
/** Maximum number of parts per item; with the squares of panoramas it stays below the store's limit. */
const mostParts = 32;

/** Normalises an item. @throws TypeError for anything else, or metadata that cannot be stored */
export function toNamedItem(given: IngestItem): NamedItem {
  const { file, name, parts, metadata = {}, embedding }: Loose = given instanceof Blob ? { file: given } : given;
  if (name !== undefined && typeof name !== 'string')
    throw new TypeError(`Expected \`name\` to be a string, got ${typeof name}.`);
  const content = file instanceof Blob ? [{ kind: 'image', source: file } as const] : toParts(parts);
  return {
    parts: content,
    name: cut(name ?? ownName(content), longestName) || 'unnamed',
    metadata: checkMetadata(metadata),
    bytes: content.reduce((sum, part) => sum + bytesOf(part), 0),
    embedding,
  };
}

function toParts(parts: unknown): readonly ReadablePart[] {
  if (!Array.isArray(parts) || parts.length === 0)
    throw new TypeError('Expected files, objects `{ file, name?, metadata? }` with a Blob in `file`, or samples.');
  if (parts.length > mostParts)
    throw new RangeError(`Expected a sample to have at most ${mostParts} parts, got ${parts.length}.`);
  const content = parts as readonly ReadablePart[]; // toInput() has checked them
  for (const part of content) if (part.kind === 'text') checkText('text', part.text);
  return content;
}

function ownName(parts: readonly ReadablePart[]): string {
  return parts.map(fileOf).find((file) => file instanceof File)?.name ?? '';
}

function bytesOf(part: ReadablePart): number {
  return part.kind === 'text' ? part.text.length : (fileOf(part)?.size ?? 0);
}

/** File of a part, or bytes in place of one. */
function fileOf(part: ReadablePart): Blob | undefined {
  if ('key' in part) return part.key;
  return 'source' in part && part.source instanceof Blob ? part.source : undefined;
}

/** Facts about a file of an item. */
export function fileMetadata(file: Blob, { name }: Pick<NamedItem, 'name'>): Metadata {
  const modifiedAt = new Date(file instanceof File ? file.lastModified : NaN);
  const folder = pathFolderOf(file);
  return {
    name,
    type: cut(file.type, longestName),
    bytes: file.size,
    ...(Number.isNaN(modifiedAt.getTime()) ? {} : { modifiedAt }),
    ...(folder === '' ? {} : { folder: cut(folder, longestFolder) }),
  };
}

/** Metadata of an item's image: what its file contains, and its size. */
export function imageMetadata(
  { source }: ImagePart,
  item: Pick<NamedItem, 'name'>,
  { width, height, metadata: embedded }: Pick<ReadResult, 'width' | 'height' | 'metadata'>,
): Metadata {
  // Pixels that a page drew have no file.
  if (!(source instanceof Blob)) return { width, height };
  const { modifiedAt, folder, ...file } = fileMetadata(source, item);
  return {
    ...file,
    ...embedded,
    width,
    height,
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    ...(folder === undefined ? {} : { folder }),
  };
}

/** The caller's folder, else the one the file was chosen from. */
export function folderOf({ parts, metadata }: NamedItem): string | undefined {
  const file = parts.map(fileOf).find((each) => each !== undefined);
  const path = file === undefined ? '' : pathFolderOf(file);
  const folder = typeof metadata['folder'] === 'string' ? metadata['folder'] : path;
  return folder === '' ? undefined : cut(folder, longestFolder);
}

/** Some browsers drop the path from a File's structured clone, and files that were not chosen as a folder have none. */
function pathFolderOf(file: Blob): string {
  const path = file instanceof File ? (file.webkitRelativePath as string | undefined) : undefined;
  return path?.split('/').slice(0, -1).join('/') ?? '';
}

/** First `length` code units, or one less if that would split a surrogate pair. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
