import { linesOf, type LoadProgress, type Metadata, type PlacedLine, type ReadTextResult } from 'onsight';
import { observable, type WritableObservable } from 'onsight/state';
import { useEffect, useState } from 'preact/hooks';
import { sampleUrl } from '../samples.ts';
import { readySession, session } from '../session.ts';
import { originalOf } from './originals.ts';
import type { Photo } from './photo.ts';

/** Counts readings, so that components that show text look again. */
const readings: WritableObservable<number> = observable(0);

/** Options of {@link readPhotoText}. */
interface ReadOptions {
  readonly signal: AbortSignal;
  readonly onLoading?: (progress: LoadProgress) => void;
}

/**
 * Reads the text of photos that were not read yet, from their files where they are at hand.
 *
 * @throws what `library.readText` throws
 */
export async function readPhotoText(
  photos: readonly Photo[],
  { signal, onLoading }: ReadOptions,
): Promise<ReadTextResult> {
  const { library } = await readySession(signal);
  const found = await Promise.all(photos.map(async (photo) => [photo.id, await fileOf(photo, signal)] as const));
  const originals = new Map(found.flatMap(([id, file]) => (file === undefined ? [] : [[id, file] as const])));
  const result = await library.readText({
    ids: photos.map(({ id }) => id),
    originals,
    signal,
    onProgress: (event) => {
      if (event.phase !== 'index' && event.phase !== 'done') onLoading?.(event);
    },
  });
  readings.set(readings.value + 1);
  return result;
}

/** The file of a photo: chosen in this visit, or a sample's own. */
async function fileOf(photo: Photo, signal: AbortSignal): Promise<Blob | undefined> {
  const chosen = originalOf(photo);
  if (chosen !== undefined || photo.credit === undefined) return chosen;
  const response = await fetch(sampleUrl(photo.name), { signal }).catch(() => undefined);
  signal.throwIfAborted();
  return response?.ok === true ? response.blob() : undefined;
}

/** The text of a photo, `null` if it was not read yet: what its item had when it was listed, then what it has now. */
export function usePhotoLines({ id, metadata }: Photo): readonly PlacedLine[] | null {
  const [current, setCurrent] = useState<{ readonly id: string; readonly metadata: Metadata }>();
  useEffect(() => {
    let isWanted = true;
    const look = async (): Promise<void> => {
      const { value } = session;
      if (value.status !== 'ready') return;
      const item = await value.library.get(id);
      if (isWanted && item !== undefined) setCurrent(item);
    };
    // A library that cannot be read says so elsewhere.
    const show = (): void => {
      look().catch(() => undefined);
    };
    show();
    const stops = [readings.subscribe(show), session.subscribe(show)];
    return () => {
      isWanted = false;
      for (const stop of stops) stop();
    };
  }, [id]);
  const known = current?.id === id ? current.metadata : metadata;
  return Array.isArray(known['ocr']) ? linesOf({ metadata: known }).filter(({ field }) => field === 'ocr') : null;
}
