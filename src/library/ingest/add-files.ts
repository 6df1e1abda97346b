import { raceAbort } from '../../core/async/abort.ts';
import { checkInteger } from '../../core/check.ts';
import { OnsightError } from '../../core/errors.ts';
import type { NewRow } from '../../store/contract/item.ts';
import type { Store } from '../../store/contract/store.ts';
import { AddOutcomes } from './add-outcomes.ts';
import { AddCounter } from './add-progress.ts';
import { BatchPace } from './batch-pace.ts';
import type { Embedder, ImageReader, ReadResult } from '../embedder.ts';
import { toFileFailure } from './file-failure.ts';
import { fileMetadata, toNamedFile } from './file-metadata.ts';
import type { AddFailure, AddOptions, AddResult, IngestFile } from './ingest.ts';
import { ItemWriter } from './item-writer.ts';
import { newFiles, type HashedFile } from './new-files.ts';
import { ReadAhead } from './read-ahead.ts';

/** What an `add` works with. */
export interface AddParts {
  readonly store: Store;
  readonly embedder: Embedder;
  readonly images: ImageReader;
}

/** A file after decoding, or why it could not be. */
type ReadFile =
  | { readonly file: HashedFile; readonly picture: ReadResult }
  | { readonly file: HashedFile; readonly failure: AddFailure };

const defaultThumbnail = 512;
// A decode of a photo may take 50 MB for a moment, a picture fitted to the model 0.2 MB: few of the one, more of the other.
const decodedAtOnce = 3;
const fittedAhead = 32;

/**
 * Adds files to a store: see `LibraryService.add`. Three things go on at once: the next files are hashed and decoded,
 * the model runs a batch, and the batch before is written.
 */
export async function addFiles(
  parts: AddParts,
  files: readonly IngestFile[],
  options: AddOptions = {},
): Promise<AddResult> {
  const { signal, thumbnail = defaultThumbnail } = options;
  if (thumbnail !== false) checkInteger('thumbnail', thumbnail, 1);
  const named = Array.from(files, toNamedFile);
  signal?.throwIfAborted();
  const bytes = named.reduce((sum, { file }) => sum + file.size, 0);
  const counter = new AddCounter(named.length, bytes, options.onProgress);
  const outcomes = new AddOutcomes(named, counter);
  const fresh = newFiles(named, { ...parts, signal }, outcomes);
  const limits = { atOnce: decodedAtOnce, ahead: fittedAhead };
  const reader = new ReadAhead(fresh, (file) => readFile(parts.images, file, thumbnail, signal), limits);
  const indexes = new Map<string, number>();
  const writer = new ItemWriter(parts.store, ({ added, existing }) => {
    for (const id of added) outcomes.onAdded(indexes.get(id) ?? -1, id);
    for (const id of existing) outcomes.onStored(indexes.get(id) ?? -1, id);
  });
  try {
    const pace = new BatchPace();
    for (;;) {
      const batch = await raceAbort(reader.take(pace.size), signal);
      if (batch.length === 0) break;
      for (const read of batch) if ('failure' in read) outcomes.onFailed(read.file.index, read.failure, read.file.id);
      const pictures = batch.filter((read) => 'picture' in read);
      for (const { file } of pictures) indexes.set(file.id, file.index);
      await raceAbort(writer.write(await embedPictures(parts.embedder, pictures, pace, options)), signal);
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

async function readFile(
  images: ImageReader,
  file: HashedFile,
  thumbnail: number | false,
  signal: AbortSignal | undefined,
): Promise<ReadFile> {
  try {
    return { file, picture: await images.read(file.file, { name: file.name, thumbnail, metadata: true, signal }) };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = toFileFailure(file, error);
    if (failure === undefined) throw error;
    return { file, failure };
  }
}

async function embedPictures(
  embedder: Embedder,
  pictures: readonly Extract<ReadFile, { readonly picture: ReadResult }>[],
  pace: BatchPace,
  { signal, onProgress }: AddOptions,
): Promise<readonly NewRow[]> {
  if (pictures.length === 0) return [];
  const start = performance.now();
  const pixels = pictures.map(({ picture }) => picture.pixels);
  const vectors = await raceAbort(embedder.embedImages(pixels, { signal, onProgress, priority: 'background' }), signal);
  pace.took(pictures.length, performance.now() - start);
  return pictures.map(({ file, picture }, i) => {
    const vector = vectors[i];
    if (vector === undefined) throw new OnsightError('internal', { reason: 'the model gave too few embeddings' });
    const metadata = fileMetadata(file, picture);
    return { id: file.id, modality: 'image', vector, metadata, thumbnail: picture.thumbnail };
  });
}
