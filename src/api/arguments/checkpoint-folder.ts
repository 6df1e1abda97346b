import { isKind } from '../../sample/is-kind.ts';

/** A file of a checkpoint's folder. */
interface FolderFile {
  /** Inside the folder, with `/`: `model.safetensors`. */
  readonly path: string;
  readonly file: File;
}

/** A checkpoint's folder: what `<input webkitdirectory>` or a drop gives, or a handle of the File System Access API. */
export type CheckpointFolder = Iterable<File> | FileSystemDirectoryHandle;

/**
 * The files of a folder and its name; what lies deeper than the folder itself is no part of a checkpoint.
 *
 * @throws TypeError for what is no folder
 */
export async function readFolder(
  folder: CheckpointFolder,
): Promise<{ readonly name: string; readonly files: readonly FolderFile[] }> {
  if (isHandle(folder)) {
    const files: FolderFile[] = [];
    for await (const [path, handle] of folder.entries())
      // The kind says which of the two it is, which TypeScript's union of handles does not use.
      if (handle.kind === 'file') files.push({ path, file: await handle.getFile() });
    return { name: folder.name, files };
  }
  const files = [...folder];
  if (files.length === 0 || !files.every((file) => isKind(file, 'File')))
    throw new TypeError('Expected the files of a checkpoint folder, or a FileSystemDirectoryHandle.');
  const [top = ''] = files.map(({ webkitRelativePath }) => webkitRelativePath.split('/')[0] ?? '');
  const inside = (file: File): string =>
    file.webkitRelativePath === '' ? file.name : file.webkitRelativePath.slice(top.length + 1);
  return { name: top, files: files.map((file) => ({ path: inside(file), file })) };
}

function isHandle(folder: CheckpointFolder): folder is FileSystemDirectoryHandle {
  return isKind(folder, 'FileSystemDirectoryHandle');
}

/** The id of an imported model: `local/` and a name that is fit to be one. */
export function toLocalId(name: string): string {
  const fit = name
    .trim()
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[^A-Za-z0-9]+/, '');
  return `local/${fit === '' ? 'checkpoint' : fit}`;
}
