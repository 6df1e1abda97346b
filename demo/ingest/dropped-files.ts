import type { CheckpointFiles } from '../models/offered-model.ts';
import { pickedFiles, pickedFolder, type PickedFiles } from './picked-files.ts';

/** What was dropped: files as they are, and everything in dropped folders. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFiles> {
  // Entries must be taken before the first await: the transfer is emptied when the event ends.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = [...transfer.files];
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry.isDirectory);
  const names = new Set(folders.map(({ name }) => name));
  // A dropped folder is also listed among the files, as an empty file of its name.
  const single = pickedFiles(folders.length === 0 ? loose : loose.filter(({ name }) => !names.has(name)));
  const found = await Promise.all(folders.map(filesBelow));
  const inside = pickedFolder(found.flat());
  return { files: [...single.files, ...inside.files], ignored: inside.ignored };
}

/** The first dropped folder with the files that lie in it, where a checkpoint may be meant; undefined where none is. */
export async function droppedCheckpoint(transfer: DataTransfer): Promise<CheckpointFiles | undefined> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const folder = entries.find(isDirectory);
  if (folder === undefined) return undefined;
  const inside = await readAll(folder.createReader());
  const files = await Promise.all(
    // An entry is a file or a directory.
    inside.filter((entry) => entry.isFile).map((entry) => readFile(entry as FileSystemFileEntry)),
  );
  return files.some(({ name }) => name === 'config.json') ? { name: folder.name, files } : undefined;
}

async function filesBelow(
  folder: FileSystemDirectoryEntry,
): Promise<readonly { readonly file: File; readonly folder: string }[]> {
  const entries = await readAll(folder.createReader());
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (isDirectory(entry)) return filesBelow(entry);
      const file = await readFile(entry as FileSystemFileEntry); // an entry is a file or a directory
      return [{ file, folder: folder.fullPath.replace(/^\//, '') }];
    }),
  );
  return found.flat();
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function readAll(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  // A reader gives at most 100 entries a call and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}
