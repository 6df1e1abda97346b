import { OnsightError, type Library, type LibraryItem, type Metadata, type MetadataChange } from 'onsight';
import { useEffect, useState } from 'preact/hooks';
import { observable, type WritableObservable } from 'onsight/state';

/** A text and the model that wrote it. */
interface WrittenText {
  readonly text: string;
  readonly by: string | undefined;
}

/** A caption of a photo and the model that wrote it. */
export interface StoredCaption extends WrittenText {
  /** The caption by another model that this one took the place of, until the visitor has chosen one of them. */
  readonly other?: WrittenText;
  /** The model whose caption the visitor did not take: it writes no other. */
  readonly insteadOf?: string;
}

/** Captions by the ids of their photos, as far as they were read or written in this visit. */
export const captions: WritableObservable<ReadonlyMap<string, StoredCaption>> = observable(new Map());

/** Takes the captions that came with items of the library. */
export function offerCaptions(items: readonly LibraryItem[]): void {
  const offered = items.flatMap(({ id, metadata }): (readonly [string, StoredCaption])[] => {
    const stored = toCaption(metadata);
    if (stored === undefined || stored.text === captions.value.get(id)?.text) return [];
    return [[id, stored]];
  });
  if (offered.length > 0) captions.set(new Map([...captions.value, ...offered]));
}

/** The caption in an item's metadata, which may hold anything. */
export function toCaption(metadata: Metadata): StoredCaption | undefined {
  const text = (key: string): string | undefined => (typeof metadata[key] === 'string' ? metadata[key] : undefined);
  const caption = text('caption');
  if (caption === undefined) return undefined;
  const other = text('captionOther');
  const insteadOf = text('captionInsteadOf');
  return {
    text: caption,
    by: text('captionBy'),
    ...(other === undefined ? {} : { other: { text: other, by: text('captionOtherBy') } }),
    ...(insteadOf === undefined ? {} : { insteadOf }),
  };
}

/** Fields that keep a caption in the place of the one that is there. */
export function captionFields({ text, by, other, insteadOf }: StoredCaption): MetadataChange {
  return {
    caption: text,
    captionBy: by,
    captionOther: other?.text,
    captionOtherBy: other?.by,
    captionInsteadOf: insteadOf,
  };
}

/** Whether a photo has a caption that a model wrote, or that is kept instead of that model's. */
export function isSettled(caption: StoredCaption | undefined, model: string): boolean {
  return caption?.by === model || caption?.insteadOf === model;
}

/** A new caption of a photo; one by another model stays beside it. */
export function replaceCaption(before: StoredCaption | undefined, after: WrittenText): StoredCaption {
  const isOther = before !== undefined && before.by !== after.by && before.text !== after.text;
  return isOther ? { ...after, other: { text: before.text, by: before.by } } : after;
}

/** The caption with its other one in its place, and itself beside it. */
export function swapCaption({ text, by, other }: StoredCaption): StoredCaption | undefined {
  if (other === undefined) return undefined;
  return { ...other, other: { text, by }, ...(by === undefined ? {} : { insteadOf: by }) };
}

/** The caption alone: the visitor has chosen it. */
export function chooseCaption({ text, by, insteadOf }: StoredCaption): StoredCaption {
  return { text, by, ...(insteadOf === undefined ? {} : { insteadOf }) };
}

/** Forgets what was read, because another library is shown or this one is read again. */
export function forgetCaptions(): void {
  captions.set(new Map());
}

/** Forgets the captions of photos that are gone. */
export function dropCaptions(ids: readonly string[]): void {
  if (!ids.some((id) => captions.value.has(id))) return;
  const gone = new Set(ids);
  captions.set(new Map([...captions.value].filter(([id]) => !gone.has(id))));
}

/** Forgets the captions of all photos but these. */
export function keepCaptions(ids: readonly string[]): void {
  const kept = new Set(ids);
  dropCaptions([...captions.value.keys()].filter((id) => !kept.has(id)));
}

/**
 * Keeps a caption with its photo, where searches and later visits find it.
 *
 * @throws OnsightError `store-failed`, `quota-exceeded`
 */
export async function saveCaption(library: Library, id: string, caption: StoredCaption): Promise<void> {
  try {
    // Text that is read in the photo meanwhile is written to the same item.
    await library.update(id, captionFields(caption), { merge: true });
  } catch (error) {
    // Deleted meanwhile.
    if (OnsightError.is(error, 'item-not-found')) return;
    throw error;
  }
  captions.set(new Map(captions.value).set(id, caption));
}

/** The caption of a photo in a component, which renders again when there is another. */
export function useCaption(id: string): string | undefined {
  const [caption, setCaption] = useState(() => captions.value.get(id)?.text);
  useEffect(() => {
    const show = (): void => {
      setCaption(captions.value.get(id)?.text);
    };
    show();
    return captions.subscribe(show);
  }, [id]);
  return caption;
}
