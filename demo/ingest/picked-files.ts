import type { IngestFile } from 'onsight';

/** Files to add, and how many others were left out because they are no pictures. */
export interface PickedFiles {
  readonly files: readonly IngestFile[];
  readonly ignored: number;
}

const pictureName = /\.(jpe?g|jfif|png|webp|avif|gif|bmp|ico|heic|heif|tiff?|svg|jxl)$/i;

/** Whether a file says by its type or name that it is a picture. Its bytes decide later. */
export function looksLikePicture(file: File): boolean {
  return file.type.startsWith('image/') || pictureName.test(file.name);
}

/** Files chosen one by one: all are tried, so that each that cannot be read is named with its reason. */
export function pickedFiles(files: Iterable<File>): PickedFiles {
  return { files: [...files], ignored: 0 };
}

/** Files of folders, which hold other things too: what is no picture is counted and left out. */
export function pickedFolder(files: Iterable<{ readonly file: File; readonly folder: string }>): PickedFiles {
  const all = [...files];
  const pictures = all.filter(({ file }) => looksLikePicture(file));
  return {
    files: pictures.map(({ file, folder }) => ({
      file,
      name: file.name,
      metadata: folder === '' ? {} : { folder },
    })),
    ignored: all.length - pictures.length,
  };
}

/** The folder of a file that came from a folder picker. */
export function folderOf(file: File): string {
  return file.webkitRelativePath.split('/').slice(0, -1).join('/');
}
