import type { Store } from '../../store/contract/store.ts';
import type { ImageReader } from '../embedder.ts';
import type { NamedFile } from './file-metadata.ts';
import { toFileFailure } from './file-failure.ts';
import type { AddFailure } from './ingest.ts';

/** A file of a run, by its place in the call. */
export interface HashedFile extends NamedFile {
  readonly index: number;
  /** The first 128 bits of the SHA-256 of its content, 32 hex digits. */
  readonly id: string;
}

/** What {@link newFiles} reports of the files that it does not give. */
export interface OldFiles {
  readonly onStored: (index: number, id: string) => void;
  /** The same content came earlier in this call. */
  readonly onRepeated: (index: number, id: string) => void;
  readonly onFailed: (index: number, failure: AddFailure) => void;
}

const idDigits = 32;
/** Files that are looked up in the store together: few at first, so that the first photo appears soon. */
const firstGroup = 4;
const largestGroup = 32;
/** Files that are hashed at once; each may be in memory as a whole. */
const hashedAtOnce = 4;

/** Hashes files in their order and gives those whose content is neither stored nor came before. */
export async function* newFiles(
  files: readonly NamedFile[],
  {
    store,
    images,
    signal,
  }: { readonly store: Store; readonly images: ImageReader; readonly signal?: AbortSignal | undefined },
  report: OldFiles,
): AsyncGenerator<HashedFile> {
  const begun = new Set<string>();
  let size = firstGroup;
  for (let start = 0; start < files.length; start += size, size = Math.min(size * 2, largestGroup)) {
    signal?.throwIfAborted();
    const group = files.slice(start, start + size).map((file, i) => ({ ...file, index: start + i }));
    const hashed = await hashGroup(group, images, report);
    const stored = await store.has(hashed.map(({ id }) => id));
    for (const file of hashed) {
      if (stored.has(file.id)) report.onStored(file.index, file.id);
      else if (begun.has(file.id)) report.onRepeated(file.index, file.id);
      else {
        begun.add(file.id);
        yield file;
      }
    }
  }
}

async function hashGroup(
  group: readonly (NamedFile & { readonly index: number })[],
  images: ImageReader,
  report: OldFiles,
): Promise<readonly HashedFile[]> {
  const hashed: HashedFile[] = [];
  const entries = group.values();
  const work = async (): Promise<void> => {
    // One iterator for all workers: each takes the next file that nobody has.
    for (const file of entries) {
      try {
        // Before the hash: of a file that is not a picture, only the first bytes are read.
        await images.check(file.file, file.name);
        hashed.push({ ...file, id: (await images.hash(file.file)).slice(0, idDigits) });
      } catch (error) {
        const failure = toFileFailure(file, error);
        if (failure === undefined) throw error;
        report.onFailed(file.index, failure);
      }
    }
  };
  await Promise.all(Array.from({ length: hashedAtOnce }, work));
  return hashed.sort((a, b) => a.index - b.index);
}
