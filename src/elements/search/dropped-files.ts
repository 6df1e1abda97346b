import { findJunk } from '../../api/junk/junk-file.ts';

/** Dropped or pasted files, and the contents of dropped folders, without the files of operating systems. */
export async function transferredFiles(transfer: DataTransfer): Promise<readonly File[]> {
  // Entries and files must be taken before the first await: the transfer is emptied when the event ends.
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const taken = items.map((item) => [item.webkitGetAsEntry(), item.getAsFile()] as const);
  const found = await Promise.all(
    taken.map(async ([entry, file]) => {
      if (entry instanceof FileSystemDirectoryEntry) return filesIn(entry);
      return file === null ? [] : [file];
    }),
  );
  return found.flat();
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    // Chromium hands out 100 entries per call, and none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (entries.length === 0) return files;
    for (const entry of entries) {
      if (findJunk(entry.isDirectory ? `${entry.name}/` : entry.name) !== undefined) continue;
      if (entry instanceof FileSystemDirectoryEntry) files.push(...(await filesIn(entry)));
      if (entry instanceof FileSystemFileEntry) files.push(await fileOf(entry));
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}
