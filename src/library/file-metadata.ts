import type { Metadata } from '../store/item.ts';
import type { IngestFile } from './ingest.ts';

/** A file to add, in one shape whichever way it was given. */
export interface NamedFile {
  readonly file: Blob;
  readonly name: string;
  readonly metadata: Metadata;
}

/** A name is hostile text of any length; what is longer than a file system allows is cut. */
const longestName = 1024;

/** Brings a file into one shape. Names without a name count as "unnamed". */
export function toNamedFile(given: IngestFile): NamedFile {
  const { file, name, metadata } = given instanceof Blob ? { file: given, name: given.name, metadata: {} } : given;
  const own = name ?? (file instanceof File ? file.name : '');
  return { file, name: own.slice(0, longestName) || 'unnamed', metadata: metadata ?? {} };
}

/** What is stored of a file beside its embedding; what the caller gave comes last and wins. */
export function fileMetadata({ file, name, metadata }: NamedFile, width: number, height: number): Metadata {
  const folder = file instanceof File ? file.webkitRelativePath.split('/').slice(0, -1).join('/') : '';
  return {
    name,
    type: file.type,
    bytes: file.size,
    width,
    height,
    ...(file instanceof File ? { modifiedAt: new Date(file.lastModified) } : {}),
    ...(folder === '' ? {} : { folder: folder.slice(0, longestName) }),
    ...metadata,
  };
}
