import { entryFolder, isDirectory } from './entry-nodes.ts';
import { joinPicked, nothingPicked, pickedFiles, withOrigins, type PickedFiles } from './picked-files.ts';
import { walkFolder } from './walk-folder.ts';

/** Dropped files, and the contents of dropped folders without system files. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFiles> {
  // Entries and files must be taken before the first await: the transfer is emptied when the event ends.
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const parts = items.map((item) => {
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    const picked =
      entry !== null && isDirectory(entry)
        ? walkFolder(entryFolder(entry))
        : Promise.resolve(file === null ? nothingPicked : pickedFiles([file]));
    return Promise.all([picked, handleOf(item)]).then(([found, handle]) => withOrigins(found, handle));
  });
  return joinPicked(await Promise.all(parts));
}

/** A handle with which the page can open what was dropped at a later visit; undefined where the browser gives none. */
async function handleOf(item: DataTransferItem): Promise<FileSystemHandle | undefined> {
  // https://wicg.github.io/file-system-access/: in Chromium only, and not in lib.dom.
  const given = item as { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
  try {
    return (await given.getAsFileSystemHandle?.()) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A dropped folder with the files directly in it. */
export interface DroppedFolder {
  readonly name: string;
  readonly files: readonly File[];
}

/** The files of the first dropped folder that holds a model, not those of its subfolders; undefined where none does. */
export async function droppedCheckpoint(transfer: DataTransfer): Promise<DroppedFolder | undefined> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const folder = entries.find(isDirectory);
  if (folder === undefined) return undefined;
  const { files } = await walkFolder({
    ...entryFolder(folder),
    list: async function* () {
      for await (const node of entryFolder(folder).list()) if (node.kind === 'file') yield node;
    },
  });
  const inside = files.map(({ file }) => file);
  return inside.some(({ name }) => name === 'config.json') ? { name: folder.name, files: inside } : undefined;
}
