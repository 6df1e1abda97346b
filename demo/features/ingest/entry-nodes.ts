import type { FileNode, FolderNode } from './walk-folder.ts';

/** A dropped folder as the File and Directory Entries API gives it, in every browser. */
export function entryFolder(entry: FileSystemDirectoryEntry): FolderNode {
  return { kind: 'folder', name: entry.name, list: () => listEntries(entry) };
}

async function* listEntries(folder: FileSystemDirectoryEntry): AsyncGenerator<FileNode | FolderNode> {
  const reader = folder.createReader();
  // A reader gives at most 100 entries a call and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return;
    yield* some.map((entry) => (isDirectory(entry) ? entryFolder(entry) : entryFile(entry as FileSystemFileEntry)));
  }
}

function entryFile(entry: FileSystemFileEntry): FileNode {
  const open = (): Promise<File> =>
    new Promise((resolve, reject) => {
      entry.file(resolve, reject);
    });
  return { kind: 'file', name: entry.name, open };
}

/** An entry is a file or a directory. */
export function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
