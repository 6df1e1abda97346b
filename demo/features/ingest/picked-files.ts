import { findJunk, type AddFailure } from 'onsight';
import type { Origin } from '../../state/library/kept-handles.ts';

/** A file to add, with the folder that it was found in: names joined by '/', empty where there is none. */
export interface PickedFile {
  readonly file: File;
  readonly folder: string;
  /** How to open it at a later visit; undefined where the browser has no handles. */
  readonly origin?: Origin;
}

/** A file or folder that could not be opened. The name of a folder ends with '/'. */
export interface Unopened {
  readonly name: string;
  readonly folder: string;
  readonly reason: Extract<AddFailure['reason'], 'denied' | 'locked' | 'missing'>;
}

/** Dropped or picked files. Whether a file is a photo is decided by its content when it is added. */
export interface PickedFiles {
  readonly files: readonly PickedFile[];
  readonly unopened: readonly Unopened[];
  /** System files and folders that were left out. */
  readonly system: number;
}

/** Nothing at all. */
export const nothingPicked: PickedFiles = { files: [], unopened: [], system: 0 };

/** Files from a picker, a drop or the clipboard without system files. Those of a chosen folder carry their path. */
export function pickedFiles(files: Iterable<File>): PickedFiles {
  const system = new Set<string>();
  const kept = [...files].filter((file) => {
    const junk = findJunk(file.webkitRelativePath || file.name);
    if (junk !== undefined) system.add(junk);
    return junk === undefined;
  });
  return { ...nothingPicked, files: kept.map((file) => ({ file, folder: folderOf(file) })), system: system.size };
}

/** The same files, to be opened again below a handle: of the folder that all of them were found in, or of the file. */
export function withOrigins(picked: PickedFiles, root: FileSystemHandle | undefined): PickedFiles {
  if (root === undefined) return picked;
  const files = picked.files.map(({ file, folder }) => {
    const path = root.kind === 'file' ? [] : [...folder.split('/').slice(1), file.name];
    return { file, folder, origin: { root, path } };
  });
  return { ...picked, files };
}

/** Several choices as one. */
export function joinPicked(parts: readonly PickedFiles[]): PickedFiles {
  return {
    files: parts.flatMap(({ files }) => files),
    unopened: parts.flatMap(({ unopened }) => unopened),
    system: parts.reduce((sum, { system }) => sum + system, 0),
  };
}

/** Whether a file says by its type or name that it is an image: good enough to search by it, and for messages. */
export function looksLikeImage(file: { readonly name: string; readonly type?: string }): boolean {
  return file.type?.startsWith('image/') === true || imageName.test(file.name);
}

const imageName = /\.(jpe?g|jfif|png|webp|avif|gif|bmp|ico|heic|heif|tiff?|svg|jxl)$/i;

function folderOf(file: File): string {
  return file.webkitRelativePath.split('/').slice(0, -1).join('/');
}
