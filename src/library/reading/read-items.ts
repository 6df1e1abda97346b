import { raceAbort } from '../../core/async/abort.ts';
import { withLock } from '../../core/async/with-lock.ts';
import { OnsightError } from '../../core/errors.ts';
import { toLineMetadata } from '../../sample/placed-line.ts';
import type { Metadata, Modality } from '../../store/contract/item.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import { toFileFailure } from '../ingest/file-failure.ts';
import { ReindexCounter } from '../reindex/reindex-progress.ts';
import type { ReindexFailure } from '../reindex/reindex.ts';
import type { ReadTextOptions, ReadTextResult, PageReader } from './read-text.ts';

/** Dependencies of {@link readItems}. */
interface ReadItemsDeps {
  readonly store: IndexedStore;
  readonly reader: PageReader;
}

/** An item whose content is read in the background. */
export interface ReadableItem {
  readonly id: string;
  readonly metadata: Metadata;
  readonly modality: Modality;
}

/** Kinds that a reader gives; a `kind` of the caller's own stays. */
const kinds: readonly unknown[] = ['screenshot', 'document', 'receipt', 'photo'];
const include = ['metadata', 'modality'] as const;

/**
 * Reads the text of images that were not read with this model and in this size: see `LibraryService.readText`. Each
 * image is on disk before the next one is read. One run at a time in all tabs.
 */
export function readItems({ store, reader }: ReadItemsDeps, options: ReadTextOptions): Promise<ReadTextResult> {
  return overItems(store, options, {
    lock: 'onsight-read-text',
    wants: (item) => isPending(item, reader.by, options),
    read: (item) => readItem({ store, reader }, item, options),
  });
}

/** How {@link overItems} reads. */
interface ItemReading {
  /** One run at a time in all tabs. */
  readonly lock: string;
  /** True if an item is still to be read. */
  readonly wants: (item: ReadableItem) => boolean;
  /** Reads one item and stores what was found; resolves to the reason why it could not be read. */
  readonly read: (item: ReadableItem) => Promise<ReindexFailure | undefined>;
}

/** Reads the items of a library that were not read yet, newest first; each is on disk before the next one is read. */
export async function overItems(
  store: IndexedStore,
  options: ReadTextOptions,
  reading: ItemReading,
): Promise<ReadTextResult> {
  options.signal?.throwIfAborted();
  return withLock(`${reading.lock}:${store.name}`, () => readPending(store, options, reading), options);
}

async function readPending(
  store: IndexedStore,
  options: ReadTextOptions,
  { wants, read: readOne }: ItemReading,
): Promise<ReadTextResult> {
  const { signal, onProgress } = options;
  const pending = await pendingIds(store, wants, options);
  const counter = new ReindexCounter(pending.length, 0, { signal, onProgress });
  const failed: ReindexFailure[] = [];
  let read = 0;
  try {
    for (const id of pending) {
      signal?.throwIfAborted();
      const item = await store.get(id, { include });
      // Deleted meanwhile, or read in another tab.
      if (item === undefined || !wants(item)) {
        counter.done(1, 0);
        continue;
      }
      const failure = await readOne(item);
      if (failure === undefined) read += 1;
      else failed.push(failure);
      counter.done(failure === undefined ? 1 : 0, failure === undefined ? 0 : 1);
    }
  } catch (error) {
    counter.end();
    throw error;
  }
  counter.finish();
  return { read, failed };
}

/** Ids of unread items, the newest first. */
async function pendingIds(
  store: IndexedStore,
  wants: (item: ReadableItem) => boolean,
  { ids, signal }: ReadTextOptions,
): Promise<readonly string[]> {
  if (ids !== undefined) return [...new Set(ids)];
  const pending: string[] = [];
  for await (const item of store.scan({ include, signal })) if (wants(item)) pending.push(item.id);
  return pending.reverse();
}

function isPending(item: ReadableItem, by: string, { originals, again = false }: ReadTextOptions): boolean {
  const { id, metadata, modality } = item;
  if (modality !== 'image' && !(modality === 'text' && typeof metadata['width'] === 'number')) return false;
  if (again || metadata['ocrBy'] !== by) return true;
  // A turned or replaced image has another size; a preview is read again once the original is there.
  const [source, size] = String(metadata['ocrOf']).split(' ');
  return size !== sizeOf(metadata) || (source === 'preview' && originals?.has(id) === true);
}

function sizeOf({ width, height }: Metadata): string {
  return `${String(width)}x${String(height)}`;
}

/** Reads one image and stores its lines. @returns why it could not be read */
async function readItem(
  { store, reader }: ReadItemsDeps,
  { id, metadata }: ReadableItem,
  { originals, signal, onProgress }: ReadTextOptions,
): Promise<ReindexFailure | undefined> {
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : id;
  const original = originals?.get(id);
  const toFound = async (image: Blob, source: string): Promise<Metadata> => {
    const { lines, kind } = await raceAbort(reader.read(image, metadata, { signal, onProgress }), signal);
    return {
      ...toLineMetadata('ocr', lines, reader.by),
      ocrOf: `${source} ${sizeOf(metadata)}`,
      hasText: lines.length > 0,
      ...(metadata['kind'] === undefined || kinds.includes(metadata['kind']) ? { kind } : {}),
    };
  };
  const fromPreview = async (): Promise<Metadata> => {
    const preview = (await store.thumbnails([id], { signal })).get(id);
    if (preview === undefined)
      throw new OnsightError('image-unreadable', { name, reason: 'no image of this item is stored' });
    return toFound(new Blob([preview.bytes], { type: preview.type }), 'preview');
  };
  try {
    const found = original === undefined ? await fromPreview() : await readOriginal(original, toFound, fromPreview);
    await store.update(id, { metadata: found }, { signal });
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return toReadFailure({ id, metadata }, error);
  }
}

/** Why one item could not be read; undefined if it was deleted meanwhile. @throws what concerns other items too */
export function toReadFailure(
  { id, metadata }: Pick<ReadableItem, 'id' | 'metadata'>,
  error: unknown,
): ReindexFailure | undefined {
  if (OnsightError.is(error, 'item-not-found')) return undefined;
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : id;
  const failure = toFileFailure({ parts: [], name, metadata, bytes: 0 }, error);
  if (failure === undefined) throw error;
  return { ...failure, id };
}

/** Lines of the original; of the preview if the original was moved or changed. */
async function readOriginal(
  original: Blob,
  toFound: (image: Blob, source: string) => Promise<Metadata>,
  fromPreview: () => Promise<Metadata>,
): Promise<Metadata> {
  try {
    return await toFound(original, 'original');
  } catch (error) {
    if (!OnsightError.is(error, 'image-unreadable')) throw error;
    return fromPreview();
  }
}
