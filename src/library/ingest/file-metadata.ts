import { checkMetadata } from '../../store/contract/check-rows.ts';
import type { Metadata } from '../../store/contract/item.ts';
import type { ReadResult } from '../embedder.ts';
import type { IngestFile } from './ingest.ts';

/** A file to add, in one shape whichever way it was given. */
export interface NamedFile {
  readonly file: Blob;
  readonly name: string;
  readonly metadata: Metadata;
}

/** What a page in plain JavaScript may hand in. */
interface Loose {
  readonly file: unknown;
  readonly name?: unknown;
  readonly metadata?: Metadata;
}

// Names are hostile text of any length; no file system has longer ones.
const longestName = 255;
const longestFolder = 1_024;

/** Brings a file into one shape. @throws TypeError for what is no file, or metadata that cannot be stored */
export function toNamedFile(given: IngestFile): NamedFile {
  const { file, name, metadata = {} }: Loose = given instanceof Blob ? { file: given } : given;
  if (!(file instanceof Blob)) {
    throw new TypeError(
      'Expected `files` to hold files, or objects `{ file, name?, metadata? }` with a Blob in `file`.',
    );
  }
  if (name !== undefined && typeof name !== 'string') {
    throw new TypeError(`Expected \`name\` to be a string, got ${typeof name}.`);
  }
  const own = name ?? (file instanceof File ? file.name : '');
  return { file, name: cut(own, longestName) || 'unnamed', metadata: checkMetadata(metadata) };
}

/** What is stored of a file beside its embedding: what it says about itself, then what the caller gave, which wins. */
export function fileMetadata(
  { file, name, metadata }: NamedFile,
  { width, height, metadata: embedded }: Pick<ReadResult, 'width' | 'height' | 'metadata'>,
): Metadata {
  const modifiedAt = new Date(file instanceof File ? file.lastModified : NaN);
  const folder = pathFolderOf(file);
  return {
    name,
    type: cut(file.type, longestName),
    bytes: file.size,
    ...embedded,
    width,
    height,
    ...(Number.isNaN(modifiedAt.getTime()) ? {} : { modifiedAt }),
    ...(folder === '' ? {} : { folder: cut(folder, longestFolder) }),
    ...metadata,
  };
}

/** The folder that the caller names, else the one that the file was chosen in. */
export function folderOf({ file, metadata }: NamedFile): string | undefined {
  const folder = typeof metadata['folder'] === 'string' ? metadata['folder'] : pathFolderOf(file);
  return folder === '' ? undefined : cut(folder, longestFolder);
}

/** Structured clones of a File lose its path in some browsers, and files that were not chosen as a folder have none. */
function pathFolderOf(file: Blob): string {
  const path = file instanceof File ? (file.webkitRelativePath as string | undefined) : undefined;
  return path?.split('/').slice(0, -1).join('/') ?? '';
}

/** The first `length` code units, less one where that would leave half a character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
