import type { FileNode, FolderNode } from './walk-folder.ts';

/** A folder that the visitor picked, in browsers with the File System Access API. */
export function handleFolder(handle: FileSystemDirectoryHandle): FolderNode {
  return { kind: 'folder', name: handle.name, list: () => listHandles(handle) };
}

async function* listHandles(folder: FileSystemDirectoryHandle): AsyncGenerator<FileNode | FolderNode> {
  for await (const handle of folder.values()) {
    if (handle.kind === 'directory') yield handleFolder(handle);
    else yield { kind: 'file', name: handle.name, open: () => handle.getFile() };
  }
}
