import type { Library, LibraryItem } from 'onsight';
import { useEffect, useState } from 'preact/hooks';
import { observable, type WritableObservable } from 'onsight/state';

/** A caption of a photo and the model that wrote it. */
export interface StoredCaption {
  readonly text: string;
  readonly by: string | undefined;
}

/** Captions by the ids of their photos, as far as they were read or written in this visit. */
export const captions: WritableObservable<ReadonlyMap<string, StoredCaption>> = observable(new Map());

/** Takes the captions that came with items of the library. */
export function offerCaptions(items: readonly LibraryItem[]): void {
  const offered = items.flatMap(({ id, metadata: { caption, captionBy } }): (readonly [string, StoredCaption])[] => {
    if (typeof caption !== 'string' || caption === captions.value.get(id)?.text) return [];
    return [[id, { text: caption, by: typeof captionBy === 'string' ? captionBy : undefined }]];
  });
  if (offered.length > 0) captions.set(new Map([...captions.value, ...offered]));
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
  const item = await library.get(id);
  // Deleted meanwhile.
  if (item === undefined) return;
  const { text, by } = caption;
  await library.update(id, { ...item.metadata, caption: text, ...(by === undefined ? {} : { captionBy: by }) });
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
