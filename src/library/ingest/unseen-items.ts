import type { Store } from '../../store/contract/store.ts';
import { toFileFailure } from './file-failure.ts';
import type { AddFailure } from './ingest.ts';
import type { NamedItem } from './named-item.ts';
import type { PartReaders } from './part-readers.ts';

/** An item of a run, by its place in the call. */
export interface HashedItem extends NamedItem {
  readonly index: number;
  /** The first 128 bits of the SHA-256 of its content, 32 hex digits. */
  readonly id: string;
}

/** Called for items that {@link unseenItems} leaves out. */
export interface SkippedItems {
  readonly onStored: (index: number, id: string) => void;
  /** The same content came earlier in this call. */
  readonly onRepeated: (index: number, id: string) => void;
  readonly onFailed: (index: number, failure: AddFailure) => void;
}

/** Where {@link unseenItems} looks. */
interface UnseenDeps {
  readonly store: Store;
  readonly readers: PartReaders;
  readonly signal?: AbortSignal | undefined;
}

const idDigits = 32;
/** Batch sizes of store lookups: small at first, so that the first photo appears soon. */
const firstGroup = 4;
const largestGroup = 32;
/** Number of items hashed concurrently; each may be in memory as a whole. */
const hashedAtOnce = 4;

/** Hashes items in order and yields those whose content is neither stored nor a repetition. */
export async function* unseenItems(
  items: readonly NamedItem[],
  { store, readers, signal }: UnseenDeps,
  report: SkippedItems,
): AsyncGenerator<HashedItem> {
  const begun = new Set<string>();
  let size = firstGroup;
  for (let start = 0; start < items.length; start += size, size = Math.min(size * 2, largestGroup)) {
    signal?.throwIfAborted();
    const group = items.slice(start, start + size).map((item, i) => ({ ...item, index: start + i }));
    const hashed = await hashGroup(group, readers, report);
    const stored = await store.has(hashed.map(({ id }) => id));
    for (const item of hashed) {
      if (stored.has(item.id)) report.onStored(item.index, item.id);
      else if (begun.has(item.id)) report.onRepeated(item.index, item.id);
      else {
        begun.add(item.id);
        yield item;
      }
    }
  }
}

async function hashGroup(
  group: readonly (NamedItem & { readonly index: number })[],
  readers: PartReaders,
  report: SkippedItems,
): Promise<readonly HashedItem[]> {
  const hashed: HashedItem[] = [];
  const entries = group.values();
  const work = async (): Promise<void> => {
    // All workers share one iterator: each takes the next item.
    for (const item of entries) {
      try {
        const resolved = await readers.resolve(item);
        hashed.push({ ...resolved, id: (await readers.hash(resolved)).slice(0, idDigits) });
      } catch (error) {
        const failure = toFileFailure(item, error);
        if (failure === undefined) throw error;
        report.onFailed(item.index, failure);
      }
    }
  };
  await Promise.all(Array.from({ length: hashedAtOnce }, work));
  return hashed.sort((a, b) => a.index - b.index);
}
