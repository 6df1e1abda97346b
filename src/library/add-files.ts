import { OnsightError } from '../core/errors.ts';
import type { Store } from '../store/store.ts';
import { AddCounter } from './add-progress.ts';
import type { Embedder, ImageReader } from './embedder.ts';
import { fileMetadata, toNamedFile, type NamedFile } from './file-metadata.ts';
import type { AddFailure, AddOptions, AddResult, IngestFile } from './ingest.ts';
import { ItemWriter } from './item-writer.ts';

/** What an `add` works with. */
export interface AddParts {
  readonly store: Store;
  readonly embedder: Embedder;
  readonly images: ImageReader;
}

/**
 * Files in flight at once. While the model runs one batch the next are hashed, decoded and fitted, and the ones before
 * are written; more would only hold more decoded pictures in memory.
 */
const inFlight = 8;
/** An id is this much of the SHA-256 of the content: 128 bits. */
const idDigits = 32;
const defaultThumbnail = 640;
/** What is wrong with one file, not with the device, the model or the store. */
const fileErrors = ['image-unreadable', 'unsupported-media', 'deadline-exceeded'] as const;

type Outcome =
  | { readonly kind: 'added' | 'skipped'; readonly id: string }
  | { readonly kind: 'failed'; readonly failure: AddFailure };

/** Adds files to a store: see `LibraryService.add`. */
export async function addFiles(
  parts: AddParts,
  files: readonly IngestFile[],
  options: AddOptions = {},
): Promise<AddResult> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const named = files.map(toNamedFile);
  const counter = new AddCounter(
    named.length,
    named.reduce((sum, { file }) => sum + file.size, 0),
    onProgress,
  );
  const run = new AddRun(parts, options);
  counter.report('index');
  const outcomes: Outcome[] = [];
  const entries = named.entries();
  const failures: { readonly error: unknown }[] = [];
  const work = async (): Promise<void> => {
    for (const [index, file] of entries) {
      if (failures.length > 0) return;
      try {
        signal?.throwIfAborted();
        const outcome = await run.addOne(file);
        outcomes[index] = outcome;
        counter.done(outcome.kind, file.file.size);
      } catch (error) {
        failures.push({ error });
        run.end();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, named.length) }, work));
  signal?.throwIfAborted();
  if (failures[0] !== undefined) throw failures[0].error;
  counter.report('done');
  return toResult(outcomes);
}

class AddRun {
  readonly #parts: AddParts;
  readonly #options: AddOptions;
  readonly #writer: ItemWriter;
  /** Ids that this run has begun: two equal files in one call are one item. */
  readonly #begun = new Set<string>();

  constructor(parts: AddParts, options: AddOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#writer = new ItemWriter(parts.store);
  }

  async addOne(file: NamedFile): Promise<Outcome> {
    try {
      return await this.#addReadable(file);
    } catch (error) {
      const failure = toFailure(file.name, error);
      if (failure === undefined) throw error;
      return { kind: 'failed', failure };
    }
  }

  async #addReadable(named: NamedFile): Promise<Outcome> {
    const { store, embedder, images } = this.#parts;
    const { signal, onProgress, thumbnail = defaultThumbnail } = this.#options;
    const { file, name } = named;
    const id = (await images.hash(file)).slice(0, idDigits);
    if (this.#begun.has(id)) return { kind: 'skipped', id };
    // Claimed before the store is asked: an equal file of this call may ask at the same moment.
    this.#begun.add(id);
    if ((await store.has([id])).has(id)) return { kind: 'skipped', id };
    const read = await images.read(file, { name, thumbnail, signal });
    const [vector] = await embedder.embedImages([read.pixels], { signal, onProgress, priority: 'background' });
    if (vector === undefined) throw new OnsightError('internal', { reason: 'the model gave no embedding' });
    const metadata = fileMetadata(named, read.width, read.height);
    const item = { id, modality: 'image', vector, metadata, thumbnail: read.thumbnail } as const;
    return { kind: await this.#writer.write(item), id };
  }

  end(): void {
    this.#writer.abandon();
  }
}

function toFailure(name: string, error: unknown): AddFailure | undefined {
  for (const code of fileErrors) if (OnsightError.is(error, code)) return { name, code, message: error.message };
  // A file that was moved, changed or locked after it was chosen.
  if (error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError')) {
    const { message } = new OnsightError('image-unreadable', { name, reason: error.message });
    return { name, code: 'image-unreadable', message };
  }
  return undefined;
}

function toResult(outcomes: readonly Outcome[]): AddResult {
  const idsOf = (kind: 'added' | 'skipped'): string[] =>
    outcomes.flatMap((outcome) => (outcome.kind === kind ? [outcome.id] : []));
  return {
    added: idsOf('added'),
    skipped: idsOf('skipped'),
    failed: outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure] : [])),
  };
}
