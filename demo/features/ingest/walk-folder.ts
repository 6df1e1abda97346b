import { findJunk } from 'onsight';
import type { PickedFile, PickedFiles, Unopened } from './picked-files.ts';

/** A file of a folder, whichever interface of the browser it came through. */
export interface FileNode {
  readonly kind: 'file';
  readonly name: string;
  readonly open: () => Promise<File>;
}

/** A folder and the way to list it. Listing may fail at any point. */
export interface FolderNode {
  readonly kind: 'folder';
  readonly name: string;
  readonly list: () => AsyncIterable<FileNode | FolderNode>;
}

/** Collects a walk's results, in the order in which they come. */
interface Found {
  readonly files: PickedFile[];
  readonly unopened: Unopened[];
  system: number;
}

/**
 * Walks a folder recursively. An unreadable entry is reported and does not end the walk; entries listed before a
 * failure are kept. System files and folders are counted and not entered.
 */
export async function walkFolder(folder: FolderNode): Promise<PickedFiles> {
  const found: Found = { files: [], unopened: [], system: 0 };
  await walk(folder, '', found);
  return found;
}

async function walk(folder: FolderNode, parent: string, found: Found): Promise<void> {
  const path = parent === '' ? folder.name : `${parent}/${folder.name}`;
  const work: Promise<void>[] = [];
  try {
    for await (const node of folder.list()) {
      if (findJunk(node.kind === 'file' ? node.name : `${node.name}/`) !== undefined) found.system += 1;
      else work.push(node.kind === 'file' ? open(node, path, found) : walk(node, path, found));
    }
  } catch (error) {
    found.unopened.push({ name: `${folder.name}/`, folder: parent, reason: reasonOf(error) });
  }
  await Promise.all(work);
}

async function open(node: FileNode, folder: string, found: Found): Promise<void> {
  try {
    found.files.push({ file: await node.open(), folder });
  } catch (error) {
    found.unopened.push({ name: node.name, folder, reason: reasonOf(error) });
  }
}

/** Browsers disagree on the names of these errors; what is not gone or busy may not be opened. */
function reasonOf(error: unknown): Unopened['reason'] {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'TypeMismatchError') return 'missing';
  return name === 'InvalidStateError' ? 'locked' : 'denied';
}
