import type { BlobStore } from './blob-store.ts';
import { sha256OfText } from './sha256.ts';
import type { RemoteFile } from '../file-cache.ts';

/** Metadata stored beside a file's pieces. */
export interface FileEntry {
  readonly group: string;
  readonly path: string;
  readonly url: string;
  readonly sha256?: string;
  /** Size of the file; undefined until known. */
  readonly bytes?: number;
  /** ETag or Last-Modified of the pieces' version; empty if the server sent none. */
  readonly validator: string;
  readonly pieceBytes: number;
  /** True once every piece is stored and size and hash have been verified. */
  readonly complete: boolean;
}

const entryName = 'entry.json';
const maxUrlLength = 8_192;
const pieceName = /^piece-(\d+)$/;

/**
 * One version of one file on the device: a folder with an entry and one blob per piece. A piece is stored completely or
 * not at all, and pieces are never concatenated on disk. A crash therefore costs at most the pieces in flight, and
 * reading needs no second copy.
 */
export class StoredFile {
  readonly folder: string;
  readonly file: RemoteFile;
  readonly #store: BlobStore;

  private constructor(store: BlobStore, file: RemoteFile, folder: string) {
    this.#store = store;
    this.file = file;
    this.folder = folder;
  }

  /** Locates a file without touching storage. The version is the hash if known, else the URL. */
  static async at(store: BlobStore, file: RemoteFile): Promise<StoredFile> {
    const version = file.sha256?.toLowerCase() ?? file.url;
    const hash = await sha256OfText(JSON.stringify([file.group, file.path, version]));
    return new StoredFile(store, file, `file-${hash.slice(0, 40)}`);
  }

  async entry(): Promise<FileEntry | undefined> {
    return readEntry(this.#store, this.folder);
  }

  async writeEntry(entry: FileEntry): Promise<void> {
    // A `data:` address is the file once more, of any size.
    const text = JSON.stringify({ ...entry, url: entry.url.slice(0, maxUrlLength) });
    await this.#store.put(this.folder, entryName, new TextEncoder().encode(text));
  }

  async writePiece(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#store.put(this.folder, `piece-${String(index)}`, bytes);
  }

  async deletePiece(index: number): Promise<void> {
    await this.#store.delete(this.folder, `piece-${String(index)}`);
  }

  /** Indexes of the stored pieces with the right size. */
  async pieces(entry: FileEntry): Promise<ReadonlySet<number>> {
    const there = new Set<number>();
    for (const [index, size] of await pieceSizes(this.#store, this.folder)) {
      if (size === pieceSize(entry, index)) there.add(index);
    }
    return there;
  }

  /** The whole file, read lazily from storage; undefined unless complete and of the requested size. */
  async read(): Promise<Blob | undefined> {
    const entry = await this.entry();
    if (entry?.complete !== true) return undefined;
    if (this.file.bytes !== undefined && this.file.bytes !== entry.bytes) return undefined;
    const blob = await this.join(entry);
    return blob?.size === entry.bytes ? blob : undefined;
  }

  /** All pieces in order as one blob; undefined if one is missing. */
  async join(entry: FileEntry): Promise<Blob | undefined> {
    const names = Array.from({ length: pieceCount(entry) }, (_, index) => `piece-${String(index)}`);
    const parts = await Promise.all(names.map((name) => this.#store.get(this.folder, name)));
    return parts.every((part) => part !== undefined) ? new Blob(parts) : undefined;
  }

  async discard(): Promise<void> {
    await this.#store.deleteFolder(this.folder);
  }
}

/** Number of pieces of a file of known size. */
export function pieceCount({ bytes = 0, pieceBytes }: Pick<FileEntry, 'bytes' | 'pieceBytes'>): number {
  return Math.ceil(bytes / pieceBytes);
}

/** Size of piece `index`; 0 past the end. */
export function pieceSize({ bytes = 0, pieceBytes }: Pick<FileEntry, 'bytes' | 'pieceBytes'>, index: number): number {
  return Math.max(0, Math.min(pieceBytes, bytes - index * pieceBytes));
}

/** Content of a folder and the bytes its pieces take; undefined if the folder is not a stored file. */
export async function inspectFolder(
  store: BlobStore,
  folder: string,
): Promise<{ readonly entry: FileEntry; readonly bytes: number } | undefined> {
  const entry = await readEntry(store, folder);
  if (entry === undefined) return undefined;
  let bytes = 0;
  for (const size of (await pieceSizes(store, folder)).values()) bytes += size;
  return { entry, bytes };
}

async function pieceSizes(store: BlobStore, folder: string): Promise<ReadonlyMap<number, number>> {
  const sizes = new Map<number, number>();
  for (const [name, size] of await store.sizes(folder)) {
    const index = pieceName.exec(name)?.[1];
    if (index !== undefined) sizes.set(Number(index), size);
  }
  return sizes;
}

/** Entry of a folder; undefined if the folder is not a stored file. */
export async function readEntry(store: BlobStore, folder: string): Promise<FileEntry | undefined> {
  if (!folder.startsWith('file-')) return undefined;
  try {
    // Read inside the try: a download in another tab may replace the file between opening and reading it.
    const text = await (await store.get(folder, entryName))?.text();
    return text === undefined ? undefined : toEntry(JSON.parse(text));
  } catch {
    // Truncated by a crash: treat as missing.
    return undefined;
  }
}

function toEntry(value: unknown): FileEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Safe cast: Partial promises nothing, and every required field is checked below.
  const { group, path, url, sha256, bytes, validator, pieceBytes, complete } = value as Partial<FileEntry>;
  if (typeof group !== 'string' || typeof path !== 'string' || typeof url !== 'string') return undefined;
  if (typeof validator !== 'string' || !Number.isInteger(pieceBytes) || pieceBytes === undefined) return undefined;
  return {
    group,
    path,
    url,
    ...(typeof sha256 === 'string' && { sha256 }),
    ...(typeof bytes === 'number' && { bytes }),
    validator,
    pieceBytes,
    complete: complete === true,
  };
}
