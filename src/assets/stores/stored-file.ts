import type { BlobStore } from './blob-store.ts';
import { sha256OfText } from './sha256.ts';
import type { RemoteFile } from '../file-cache.ts';

/** What is remembered of a file beside its pieces. */
export interface FileEntry {
  readonly group: string;
  readonly path: string;
  readonly url: string;
  readonly sha256?: string;
  /** Size of the whole file; undefined until it is known. */
  readonly bytes?: number;
  /** ETag or Last-Modified of the version that the pieces are of; empty where the server gave none. */
  readonly validator: string;
  readonly pieceBytes: number;
  /** True once every piece is there and size and hash were checked. */
  readonly complete: boolean;
}

const entryName = 'entry.json';
const pieceName = /^piece-(\d+)$/;

/**
 * One version of one file on the device: a folder with an entry and one blob a piece.
 * A piece is there whole or not at all, and pieces are never joined: a crash at any moment loses at most what was
 * under way, and reading the file costs no second copy.
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

  /** Names the place of a file; touches nothing. The version is the hash where there is one, else the address. */
  static async at(store: BlobStore, file: RemoteFile): Promise<StoredFile> {
    const version = file.sha256?.toLowerCase() ?? file.url;
    const hash = await sha256OfText(JSON.stringify([file.group, file.path, version]));
    return new StoredFile(store, file, `file-${hash.slice(0, 40)}`);
  }

  async entry(): Promise<FileEntry | undefined> {
    return readEntry(this.#store, this.folder);
  }

  async writeEntry(entry: FileEntry): Promise<void> {
    await this.#store.put(this.folder, entryName, new TextEncoder().encode(JSON.stringify(entry)));
  }

  async writePiece(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#store.put(this.folder, `piece-${String(index)}`, bytes);
  }

  async deletePiece(index: number): Promise<void> {
    await this.#store.delete(this.folder, `piece-${String(index)}`);
  }

  /** Indexes of the pieces that are there with the right size. */
  async pieces(entry: FileEntry): Promise<ReadonlySet<number>> {
    const there = new Set<number>();
    for (const [index, size] of await pieceSizes(this.#store, this.folder)) {
      if (size === pieceSize(entry, index)) there.add(index);
    }
    return there;
  }

  /** The whole file, read from the device when it is used; undefined unless it is complete and of the size asked for. */
  async read(): Promise<Blob | undefined> {
    const entry = await this.entry();
    if (entry?.complete !== true) return undefined;
    if (this.file.bytes !== undefined && this.file.bytes !== entry.bytes) return undefined;
    const blob = await this.join(entry);
    return blob?.size === entry.bytes ? blob : undefined;
  }

  /** All pieces in order as one blob, undefined when one is missing. */
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

/** Size of piece `index`; 0 for one past the end. */
export function pieceSize({ bytes = 0, pieceBytes }: Pick<FileEntry, 'bytes' | 'pieceBytes'>, index: number): number {
  return Math.max(0, Math.min(pieceBytes, bytes - index * pieceBytes));
}

/** What a folder of the store holds, and how many bytes its pieces take; undefined for anything that is no stored file. */
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

/** The entry of a folder of the store; undefined for anything that is no stored file. */
export async function readEntry(store: BlobStore, folder: string): Promise<FileEntry | undefined> {
  if (!folder.startsWith('file-')) return undefined;
  try {
    // Read inside: a download in another tab may replace the file between its opening and its reading.
    const text = await (await store.get(folder, entryName))?.text();
    return text === undefined ? undefined : toEntry(JSON.parse(text));
  } catch {
    // Half written by a crash: worth as much as none.
    return undefined;
  }
}

function toEntry(value: unknown): FileEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // The cast: Partial promises nothing; every field that is needed is looked at below.
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
