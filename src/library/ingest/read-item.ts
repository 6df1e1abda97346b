import { raceAbort, type AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { Metadata, NewItem, NewPart, StoredThumbnail } from '../../store/contract/item.ts';
import type { Embedder, EmbedderOptions } from '../embedder.ts';
import { toFileFailure } from './file-failure.ts';
import type { AddFailure } from './ingest.ts';
import type { Embeddable, PartReaders, ReadPart } from './part-readers.ts';
import type { HashedItem } from './unseen-items.ts';
import type { ReadablePart } from '../../sample/part.ts';

/** An item whose parts were read. */
export interface ReadItem {
  readonly item: HashedItem;
  /** Its main part first. */
  readonly contents: readonly Embeddable[];
  readonly metadata: Metadata;
  readonly thumbnail: StoredThumbnail | undefined;
}

/** An item that could not be read. */
interface UnreadItem {
  readonly item: HashedItem;
  readonly failure: AddFailure;
}

/** Reads all parts of an item; if one fails, the item fails. */
export async function readItem(
  readers: PartReaders,
  item: HashedItem,
  {
    thumbnail,
    signal,
    onRead,
  }: AbortOptions & {
    readonly thumbnail: number | false;
    /** Called with the share of the item that was read, below 1, if it takes long. */
    readonly onRead?: ((share: number) => void) | undefined;
  },
): Promise<ReadItem | UnreadItem> {
  const counts = new Map<string, number>();
  const read: ReadPart[] = [];
  try {
    for (const part of item.parts) {
      const index = counts.get(part.kind) ?? 0;
      counts.set(part.kind, index + 1);
      const before = read.length;
      const report = (share: number): void => onRead?.((before + share) / item.parts.length);
      read.push(await readers.read(part, { item, index, thumbnail, signal, onRead: report }));
    }
  } catch (error) {
    signal?.throwIfAborted();
    const failure = toFileFailure(item, error);
    if (failure === undefined) throw error;
    return { item, failure };
  }
  return {
    item,
    contents: read.flatMap(({ contents }) => contents),
    metadata: Object.assign(
      {},
      ...read.map((part) => part.metadata),
      textMetadata(item.parts),
      item.metadata,
    ) as Metadata,
    thumbnail: read.find((part) => part.thumbnail !== undefined)?.thumbnail,
  };
}

/**
 * Embeds the contents of items: all images in one call, all texts in another. The model does not run for a main part
 * whose embedding came with it.
 */
export async function embedItems(
  embedder: Embedder,
  items: readonly ReadItem[],
  { signal, onProgress }: EmbedderOptions,
): Promise<readonly NewItem[]> {
  const known = items.map(({ item }) => givenVector(item, embedder));
  const contents = items.flatMap((item, index) => item.contents.slice(known[index] === undefined ? 0 : 1));
  const options = { signal, onProgress, priority: 'background' } as const;
  const pixels = contents.flatMap((content) => (content.modality === 'image' ? [content.pixels] : []));
  const texts = contents.flatMap((content) => (content.modality === 'text' ? [content.text] : []));
  const images = pixels.length === 0 ? [] : await raceAbort(embedder.embedImages(pixels, options), signal);
  const words = texts.length === 0 ? [] : await raceAbort(embedder.embedTexts(texts, options), signal);
  const left = { image: images.values(), text: words.values() };
  return items.map(({ item, contents: own, metadata, thumbnail }, index): NewItem => {
    const [main, ...parts] = own.map((content, part) => {
      const { modality, place } = content;
      if ('vector' in content) return { modality, place, vector: content.vector, space: content.space };
      const vector = (part === 0 ? known[index] : undefined) ?? nextOf(left[content.modality]);
      return { modality, place, vector };
    });
    if (main === undefined) throw new OnsightError('internal', { reason: 'an item has no content' });
    const further = parts.map(({ place, ...part }): NewPart => ({ ...part, place: place ?? { kind: part.modality } }));
    return {
      id: item.id,
      ...main,
      metadata,
      thumbnail,
      ...(further.length === 0 ? {} : { parts: further }),
    };
  });
}

function givenVector({ embedding, name }: HashedItem, { info }: Embedder): Float32Array | undefined {
  if (embedding?.space !== info.space) return undefined;
  const { vector } = embedding;
  if (vector.length === info.dims) return vector;
  throw new RangeError(`Expected the embedding of ${name} to have ${info.dims} numbers, got ${vector.length}.`);
}

function nextOf(vectors: Iterator<Float32Array>): Float32Array {
  const next = vectors.next();
  if (next.done === true) throw new OnsightError('internal', { reason: 'the model returned too few embeddings' });
  return next.value;
}

/** Texts of an item as metadata: words are searched there, and a new model embeds them again. */
function textMetadata(parts: readonly ReadablePart[]): Metadata {
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  const [only, ...others] = texts;
  if (only === undefined) return {};
  return { text: others.length === 0 ? only : texts };
}
