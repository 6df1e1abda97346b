import { raceAbort } from '../../core/async/abort.ts';
import { checkInteger } from '../../core/check.ts';
import type { NewItem } from '../../store/contract/item.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import type { Embedder, ImageReader } from '../embedder.ts';
import { AddOutcomes } from './add-outcomes.ts';
import { AddCounter } from './add-progress.ts';
import { BatchPace } from './batch-pace.ts';
import type { AddOptions, AddResult, IngestItem } from './ingest.ts';
import { ItemWriter } from './item-writer.ts';
import { toNamedItem } from './named-item.ts';
import { PartReaders } from './part-readers.ts';
import { ReadAhead } from './read-ahead.ts';
import { embedItems, readItem, type ReadItem } from './read-item.ts';
import { unseenItems } from './unseen-items.ts';

/** What an `add` works with. */
interface AddDeps {
  readonly store: IndexedStore;
  readonly embedder: Embedder;
  readonly images: ImageReader;
}

const defaultThumbnail = 512;
// Decoding a photo may take 50 MB for a moment, an image fitted to the model 0.2 MB: few of the one, more of the other.
const decodedAtOnce = 3;
const fittedAhead = 32;

/**
 * Adds items to a store: see `LibraryService.add`. Three things go on at once: the next items are hashed and decoded,
 * the model runs a batch, and the batch before is written.
 */
export async function addItems(
  deps: AddDeps,
  items: readonly IngestItem[],
  options: AddOptions = {},
): Promise<AddResult> {
  const { signal, thumbnail = defaultThumbnail } = options;
  if (thumbnail !== false) checkInteger('thumbnail', thumbnail, 1);
  const named = Array.from(items, toNamedItem);
  signal?.throwIfAborted();
  const bytes = named.reduce((sum, item) => sum + item.bytes, 0);
  const counter = new AddCounter(named.length, bytes, options);
  const outcomes = new AddOutcomes(named, counter);
  const readers = new PartReaders(deps.images);
  const fresh = unseenItems(named, { store: deps.store, readers, signal }, outcomes);
  const limits = { atOnce: decodedAtOnce, ahead: fittedAhead };
  const reader = new ReadAhead(fresh, (item) => readItem(readers, item, { thumbnail, signal }), limits);
  const indexes = new Map<string, number>();
  const writer = new ItemWriter(deps.store, ({ added, existing }) => {
    for (const id of added) outcomes.onAdded(indexes.get(id) ?? -1, id);
    for (const id of existing) outcomes.onStored(indexes.get(id) ?? -1, id);
  });
  try {
    const pace = new BatchPace();
    for (;;) {
      const batch = await raceAbort(reader.take(pace.size), signal);
      if (batch.length === 0) break;
      for (const read of batch) if ('failure' in read) outcomes.onFailed(read.item.index, read.failure, read.item.id);
      const readable = batch.filter((read) => 'contents' in read);
      for (const { item } of readable) indexes.set(item.id, item.index);
      await raceAbort(writer.write(await embedBatch(deps.embedder, readable, pace, options)), signal);
    }
    await raceAbort(writer.flush(), signal);
  } catch (error) {
    counter.end();
    reader.end();
    await writer.abandon();
    throw error;
  }
  return outcomes.finish();
}

async function embedBatch(
  embedder: Embedder,
  items: readonly ReadItem[],
  pace: BatchPace,
  options: AddOptions,
): Promise<readonly NewItem[]> {
  if (items.length === 0) return [];
  const start = performance.now();
  const embedded = await embedItems(embedder, items, { signal: options.signal, onProgress: options.onProgress });
  const contents = items.reduce((sum, item) => sum + item.contents.length, 0);
  pace.took(contents, performance.now() - start);
  return embedded;
}
