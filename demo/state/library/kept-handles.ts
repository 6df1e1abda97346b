/** Where a file can be opened again at a later visit: a handle of its own, or that of a folder and the path below it. */
export interface Origin {
  readonly root: FileSystemHandle;
  /** Names of folders and of the file below `root`; empty if `root` is the file. */
  readonly path: readonly string[];
}

/** The origins of one run: its handles once each, and for each place in the run the index of one with a path. */
interface KeptRun {
  readonly roots: readonly FileSystemHandle[];
  readonly files: Readonly<Record<number, readonly [root: number, ...path: string[]]>>;
}

// https://wicg.github.io/file-system-access/: in Chromium only, and not in lib.dom.
type WithPermission = FileSystemHandle &
  Partial<Record<'queryPermission' | 'requestPermission', (how: { mode: 'read' }) => Promise<PermissionState>>>;

const table = 'runs';

/** Keeps where the files of a run come from. Handles are kept by IndexedDB only; without it, nothing is. */
export async function keepOrigins(run: number, origins: ReadonlyMap<number, Origin>): Promise<void> {
  const roots = [...new Set([...origins.values()].map(({ root }) => root))];
  const indexes = new Map(roots.map((root, index) => [root, index]));
  const files = Object.fromEntries(
    [...origins].map(([place, { root, path }]) => [place, [indexes.get(root) ?? 0, ...path]]),
  );
  await inTable('readwrite', (runs) => runs.put({ roots, files }, run));
}

/** Where the file at a place of a run comes from; undefined where that was not kept. */
export async function originAt(run: number, place: number): Promise<Origin | undefined> {
  const kept = (await inTable('readonly', (runs) => runs.get(run))) as KeptRun | undefined;
  const [index, ...path] = kept?.files[place] ?? [];
  const root = index === undefined ? undefined : kept?.roots[index];
  return root === undefined ? undefined : { root, path };
}

/** Folders that photos were added from and whose handles are kept, each once, the latest first. */
export async function keptFolders(): Promise<readonly FileSystemDirectoryHandle[]> {
  const runs = (await inTable('readonly', (all) => all.getAll())) as readonly KeptRun[];
  const folders: FileSystemDirectoryHandle[] = [];
  for (const root of runs.flatMap(({ roots }) => roots).reverse()) {
    if (!(root instanceof FileSystemDirectoryHandle)) continue;
    const same = await Promise.all(folders.map((known) => known.isSameEntry(root)));
    if (!same.includes(true)) folders.push(root);
  }
  return folders;
}

/** Forgets where files come from whose photos are deleted for good; of a run of which no file is left, its handles too. */
export async function forgetOrigins(gone: readonly { readonly run: number; readonly place: number }[]): Promise<void> {
  for (const run of new Set(gone.map((photo) => photo.run))) {
    const kept = (await inTable('readonly', (runs) => runs.get(run))) as KeptRun | undefined;
    if (kept === undefined) continue;
    const places = new Set(gone.filter((photo) => photo.run === run).map(({ place }) => String(place)));
    const left = Object.entries(kept.files).filter(([place]) => !places.has(place));
    await inTable('readwrite', (runs) => (left.length === 0 ? runs.delete(run) : runs.put(withFiles(kept, left), run)));
  }
}

/** Forgets where all files come from. */
export async function forgetAllOrigins(): Promise<void> {
  await inTable('readwrite', (runs) => runs.clear());
}

/** The run with these files and only the handles that they need. */
function withFiles({ roots }: KeptRun, files: readonly [string, KeptRun['files'][number]][]): KeptRun {
  const used = [...new Set(files.map(([, [root]]) => root))];
  return {
    roots: used.flatMap((root) => roots[root] ?? []),
    files: Object.fromEntries(files.map(([place, [root, ...path]]) => [place, [used.indexOf(root), ...path]])),
  };
}

/** Whether the file may be read: asked of the browser, or with `ask` of the visitor, which needs a click or key. */
export async function mayRead({ root }: Pick<Origin, 'root'>, { ask }: { readonly ask: boolean }): Promise<boolean> {
  const handle = root as WithPermission;
  const permission = await (ask ? handle.requestPermission : handle.queryPermission)?.call(handle, { mode: 'read' });
  return permission === undefined || permission === 'granted';
}

/** Opens the file. @throws DOMException if it was moved or may not be read */
export async function openOrigin({ root, path }: Origin): Promise<File> {
  let handle = root;
  for (const [index, name] of path.entries()) {
    const folder = handle as FileSystemDirectoryHandle;
    handle = index < path.length - 1 ? await folder.getDirectoryHandle(name) : await folder.getFileHandle(name);
  }
  return (handle as FileSystemFileHandle).getFile();
}

async function inTable(mode: IDBTransactionMode, work: (runs: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open('onsight-demo', 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(table);
  };
  const database = (await settled(opening)) as IDBDatabase;
  try {
    return await settled(work(database.transaction(table, mode).objectStore(table)));
  } finally {
    database.close();
  }
}

async function settled(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new DOMException('The request failed.', 'UnknownError'));
    };
  });
}
