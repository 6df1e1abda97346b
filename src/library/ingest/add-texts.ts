import { raceAbort } from '../../core/async/abort.ts';
import { checkText } from '../../core/check.ts';
import { OnsightError } from '../../core/errors.ts';
import { checkMetadata } from '../../store/contract/check-rows.ts';
import type { NewRow } from '../../store/contract/item.ts';
import type { AddParts } from './add-files.ts';
import type { AddTextsOptions, AddTextsResult, IngestText } from './ingest.ts';

/** Texts that are embedded and written together. */
const groupSize = 64;
const idDigits = 32;

interface KnownText {
  readonly id: string;
  readonly text: string;
  readonly given: Extract<IngestText, object>['metadata'];
}

/** Adds texts to a store, each durably before it counts: see `LibraryService.addTexts`. */
export async function addTexts(
  { store, embedder, images }: AddParts,
  texts: readonly IngestText[],
  { signal, onProgress }: AddTextsOptions,
): Promise<AddTextsResult> {
  const checked = texts.map(checkIngestText);
  signal?.throwIfAborted();
  const known = new Map<string, KnownText>();
  const skipped: string[] = [];
  for (const { text, metadata } of checked) {
    // Marked as a text: a file with the same bytes is another item.
    const id = (await images.hash(new Blob(['text\0', text]))).slice(0, idDigits);
    if (known.has(id)) skipped.push(id);
    else known.set(id, { id, text, given: metadata });
  }
  const added: string[] = [];
  const all = [...known.values()];
  for (let start = 0; start < all.length; start += groupSize) {
    const group = all.slice(start, start + groupSize);
    const stored = await store.has(group.map(({ id }) => id));
    const fresh = group.filter(({ id }) => !stored.has(id));
    const words = fresh.map(({ text }) => text);
    const embed = (): Promise<readonly Float32Array[]> =>
      raceAbort(embedder.embedTexts(words, { signal, onProgress, priority: 'background' }), signal);
    const vectors = fresh.length === 0 ? [] : await embed();
    const result = await store.addMany(fresh.map((text, i) => toItem(text, vectors[i])));
    added.push(...result.added);
    skipped.push(...stored, ...result.existing);
    signal?.throwIfAborted();
  }
  return { added, skipped };
}

function checkIngestText(given: IngestText): Extract<IngestText, object> {
  const { text, metadata } = typeof given === 'string' ? { text: given, metadata: undefined } : given;
  checkText('text', text);
  return { text, ...(metadata === undefined ? {} : { metadata: checkMetadata(metadata) }) };
}

function toItem({ id, text, given }: KnownText, vector: Float32Array | undefined): NewRow {
  if (vector === undefined) throw new OnsightError('internal', { reason: 'the model gave too few embeddings' });
  return { id, modality: 'text', vector, metadata: { text, ...given } };
}
