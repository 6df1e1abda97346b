import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { messages, useMessages } from '../../i18n/language.ts';
import { ingest, isAdding } from '../../state/ingest-state.ts';
import { keptFolders, mayRead } from '../../state/library/kept-handles.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { showToast } from '../../state/toast.ts';
import { useObservable } from '../../state/use-observable.ts';
import { addFiles } from './add-photos.ts';
import { handleFolder } from './handle-nodes.ts';
import { withOrigins, type PickedFiles } from './picked-files.ts';
import { walkFolder } from './walk-folder.ts';

/** Folders offered at once. */
const mostOffered = 3;

/** Folders that photos came from, to be looked through for new ones. */
export function KnownFolders(): JSX.Element | null {
  const t = useMessages().library;
  const [folders, setFolders] = useState<readonly FileSystemDirectoryHandle[]>([]);
  const adding = isAdding(useObservable(ingest));
  useEffect(() => {
    // Without IndexedDB, no handles were stored.
    keptFolders().then(setFolders, () => undefined);
  }, [adding]);
  if (adding || folders.length === 0) return null;
  return (
    <>
      {folders.slice(0, mostOffered).map((folder) => (
        <button key={folder.name} type="button" class="chip" onClick={() => void lookThrough(folder)}>
          {t.newIn(folder.name)}
        </button>
      ))}
    </>
  );
}

async function lookThrough(folder: FileSystemDirectoryHandle): Promise<void> {
  const t = messages();
  try {
    if (!(await mayRead({ root: folder }, { ask: true }))) return;
    const found = unknownFiles(withOrigins(await walkFolder(handleFolder(folder)), folder));
    if (found.files.length > 0 || found.unopened.length > 0) addFiles(found);
    else showToast({ text: t.library.nothingNew(folder.name) });
  } catch {
    showToast({ text: t.failure.missing });
  }
}

/** Files whose folder, name, size and date are not those of a photo in the library: only they are read. */
function unknownFiles(picked: PickedFiles): PickedFiles {
  const { value } = libraryPhotos;
  const key = (folder: string, name: string, bytes: number, modifiedMs: number): string =>
    JSON.stringify([folder, name, bytes, modifiedMs]);
  const known = new Set(
    (value.status === 'known' ? value.photos : []).map(({ folder = '', name, bytes = 0, modifiedAt }) =>
      key(folder, name, bytes, modifiedAt?.getTime() ?? 0),
    ),
  );
  const files = picked.files.filter(
    ({ file, folder }) => !known.has(key(folder, file.name, file.size, file.lastModified)),
  );
  return { ...picked, files };
}
