import { raceAbort } from '../../core/async/abort.ts';
import { checkInteger } from '../../core/check.ts';
import type { NewItem } from '../../store/contract/item.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import type { AudioReader, Embedder, ImageReader, VideoReader } from '../embedder.ts';
import { AddCounter } from './add-progress.ts';
import { BatchPace } from './batch-pace.ts';
import type { AddOptions, AddResult, IngestItem, AddFailure } from './ingest.ts';
import { toNamedItem, type NamedItem, folderOf } from './named-item.ts';
import { PartReaders } from './part-readers.ts';
import { ReadAhead } from './read-ahead.ts';
import { embedItems, readItem, type ReadItem } from './read-item.ts';
import { unseenItems, type HashedItem, type SkippedItems } from './unseen-items.ts';
import type { StoreAddResult } from '../../store/contract/store.ts';

/** Maximum number of pending items during a write; beyond it, `write` waits. */
const mostWaiting = 64;

/**
 * Writes items to a store while the model goes on with the next ones. Items that arrive during a write are written
 * together next: a slow disk makes the writes bigger, not the queue longer.
 */
class ItemWriter {
  readonly #store: Pick<IndexedStore, 'addMany'>;
  readonly #onWritten: (result: StoreAddResult) => void;
  #waiting: NewItem[] = [];
  #writing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** `onWritten` is called after each durable write. */
  constructor(store: Pick<IndexedStore, 'addMany'>, onWritten: (result: StoreAddResult) => void) {
    this.#store = store;
    this.#onWritten = onWritten;
  }

  /** Enqueues items; waits only while too many are pending. Rejects if an earlier write has failed. */
  async write(items: readonly NewItem[]): Promise<void> {
    this.#waiting.push(...items);
    this.#check();
    if (this.#waiting.length > 0) this.#writing ??= this.#drain();
    if (this.#waiting.length > mostWaiting) await this.#writing;
    this.#check();
  }

  /** Waits until all items are on disk. Rejects if a write has failed. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#check();
  }

  /** Discards pending items and waits for the current write to settle. */
  async abandon(): Promise<void> {
    this.#waiting = [];
    await this.#writing;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Never rejects, because nobody may be awaiting it. */
  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && this.#failure === undefined) {
        const items = this.#waiting;
        this.#waiting = [];
        this.#onWritten(await this.#store.addMany(items));
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#writing = undefined;
    }
  }
}

type Outcome =
  | { readonly kind: 'added' | 'skipped'; readonly id: string }
  | { readonly kind: 'failed'; readonly failure: AddFailure };

/** Outcomes of the items of an `add`, counted, in input order. */
class AddOutcomes implements SkippedItems {
  readonly #files: readonly NamedItem[];
  readonly #counter: AddCounter;
  readonly #outcomes: (Outcome | undefined)[];
  /** Files whose content came earlier, with the id of that content. */
  readonly #repeated: { readonly index: number; readonly id: string }[] = [];
  /** Failures by the id of the content. */
  readonly #failures = new Map<string, AddFailure>();

  constructor(files: readonly NamedItem[], counter: AddCounter) {
    this.#files = files;
    this.#counter = counter;
    this.#outcomes = files.map(() => undefined);
  }

  onStored = (index: number, id: string): void => {
    this.#settle(index, { kind: 'skipped', id });
  };

  onRepeated = (index: number, id: string): void => {
    this.#repeated.push({ index, id });
  };

  onFailed = (index: number, failure: AddFailure, id?: string): void => {
    if (id !== undefined) this.#failures.set(id, failure);
    this.#settle(index, { kind: 'failed', failure });
  };

  onAdded = (index: number, id: string): void => {
    this.#settle(index, { kind: 'added', id });
  };

  /** Result of the call, once every file that is not a repetition is settled. */
  finish(): AddResult {
    for (const { index, id } of this.#repeated) {
      const failure = this.#failures.get(id);
      const file = this.#files[index];
      if (failure === undefined || file === undefined) this.onStored(index, id);
      else this.onFailed(index, failureOf(failure, file));
    }
    this.#counter.finish();
    const settled = this.#outcomes.filter((outcome) => outcome !== undefined);
    const idsOf = (kind: 'added' | 'skipped'): string[] =>
      settled.flatMap((outcome) => (outcome.kind === kind ? [outcome.id] : []));
    return {
      added: idsOf('added'),
      skipped: idsOf('skipped'),
      failed: settled.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure] : [])),
    };
  }

  #settle(index: number, outcome: Outcome): void {
    this.#outcomes[index] = outcome;
    this.#counter.done(outcome.kind, this.#files[index]?.bytes ?? 0, index);
  }
}

/** Dependencies of {@link addItems}. */
interface AddDeps {
  readonly store: IndexedStore;
  readonly embedder: Embedder;
  readonly images: ImageReader;
  readonly audio?: AudioReader | undefined;
  readonly video?: VideoReader | undefined;
}

const defaultThumbnail = 512;
// Decoding a photo may briefly take 50 MB, an image fitted to the model 0.2 MB: few of the former, more of the latter.
const decodedAtOnce = 3;
const fittedAhead = 32;

/**
 * Adds items to a store: see `LibraryService.add`. Three steps overlap: the next items are hashed and decoded, the
 * model runs a batch, and the previous batch is written.
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
  const readers = new PartReaders(deps.images, deps);
  const fresh = unseenItems(named, { store: deps.store, readers, signal }, outcomes);
  const limits = { atOnce: decodedAtOnce, ahead: fittedAhead };
  const read = (item: HashedItem): ReturnType<typeof readItem> => {
    const onRead = (share: number): void => {
      counter.reading(item.index, Math.floor(share * item.bytes));
    };
    return readItem(readers, item, { thumbnail, signal, onRead });
  };
  const reader = new ReadAhead(fresh, read, limits);
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
  const isEmbedded = (content: ReadItem['contents'][number]): boolean => 'vector' in content;
  const contents = items.reduce((sum, item) => sum + item.contents.filter((each) => !isEmbedded(each)).length, 0);
  pace.took(contents, performance.now() - start);
  return embedded;
}

/** Failure of a file with the same content, reported for `file`. */
function failureOf({ name, folder: _, ...failure }: AddFailure, file: NamedItem): AddFailure {
  const folder = folderOf(file);
  const message = failure.message.replace(name, () => file.name);
  return { ...failure, name: file.name, ...(folder === undefined ? {} : { folder }), message };
}
