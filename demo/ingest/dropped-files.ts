import type { CheckpointFiles } from '../models/offered-model.ts';
import { entryFolder, isDirectory } from './entry-nodes.ts';
import { joinPicked, nothingPicked, pickedFiles, type PickedFiles } from './picked-files.ts';
import { walkFolder } from './walk-folder.ts';

/** What was dropped: files as they are, and everything in dropped folders but system files. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFiles> {
  // Entries and files must be taken before the first await: the transfer is emptied when the event ends.
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const parts = items.map((item) => {
    const entry = item.webkitGetAsEntry();
    if (entry !== null && isDirectory(entry)) return walkFolder(entryFolder(entry));
    const file = item.getAsFile();
    return Promise.resolve(file === null ? nothingPicked : pickedFiles([file]));
  });
  return joinPicked(await Promise.all(parts));
}

/** The files of the first dropped folder that holds a model, not those of its subfolders; undefined where none does. */
export async function droppedCheckpoint(transfer: DataTransfer): Promise<CheckpointFiles | undefined> {
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
