import { isAbort } from '../../i18n/error-text.ts';
import { handleFolder } from './handle-nodes.ts';
import { joinPicked, pickedFiles, withOrigins, type PickedFiles } from './picked-files.ts';
import { walkFolder } from './walk-folder.ts';

// https://wicg.github.io/file-system-access/: in Chromium only, and not in lib.dom. Its ids make the browser remember
// the folder that was used last for each.
interface Pickers {
  readonly showOpenFilePicker?: (options: object) => Promise<readonly FileSystemFileHandle[]>;
  readonly showDirectoryPicker?: (options: object) => Promise<FileSystemDirectoryHandle>;
}

/** Whether the browser has a picker whose files can be opened again at a later visit. */
export function hasHandlePicker(kind: string): kind is 'photos' | 'folder' {
  const { showOpenFilePicker, showDirectoryPicker } = globalThis as Pickers;
  return kind === 'photos' ? showOpenFilePicker !== undefined : kind === 'folder' && showDirectoryPicker !== undefined;
}

/**
 * Lets the visitor pick photos, or a folder of them. Must be called while a click or key is handled.
 *
 * @returns what was picked; `cancelled` if nothing was, `refused` if the picker may not be shown here
 */
export async function pickWithHandles(kind: 'photos' | 'folder'): Promise<PickedFiles | 'cancelled' | 'refused'> {
  const pickers = globalThis as Pickers;
  try {
    if (kind === 'folder') {
      const folder = await pickers.showDirectoryPicker?.({ id: 'photos', mode: 'read' });
      return folder === undefined ? 'refused' : withOrigins(await walkFolder(handleFolder(folder)), folder);
    }
    const handles = await pickers.showOpenFilePicker?.({ id: 'photos', multiple: true });
    return handles === undefined ? 'refused' : joinPicked(await Promise.all(handles.map(openPicked)));
  } catch (error) {
    return isAbort(error) ? 'cancelled' : 'refused';
  }
}

/** A picked file that the browser gave a handle of. */
export async function openPicked(handle: FileSystemFileHandle): Promise<PickedFiles> {
  try {
    return withOrigins(pickedFiles([await handle.getFile()]), handle);
  } catch {
    return { files: [], unopened: [{ name: handle.name, folder: '', reason: 'denied' }], system: 0 };
  }
}
