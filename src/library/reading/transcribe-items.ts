import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import { toLineMetadata, type NewLine } from '../../sample/placed-line.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import { overItems, toReadFailure, type ReadableItem } from './read-items.ts';
import type { ReadTextOptions, ReadTextResult } from './read-text.ts';

/** Options of `library.transcribe`. `originals`: the sounds and videos by item id; a library does not keep them. */
export interface TranscribeItemsOptions extends ReadTextOptions {
  /** Language spoken, as an ISO 639 code such as `de`. @defaultValue detected */
  readonly language?: string | undefined;
}

/** Transcribes sounds. Provided by the worker. */
export interface SpeechReader {
  /** Model and version. */
  readonly by: string;
  /** @throws OnsightError `media-unreadable`, `unsupported-media` */
  read(
    sound: Blob,
    options: AbortOptions & { readonly name: string; readonly onProgress?: OnProgress<LoadProgress> | undefined },
  ): Promise<{ readonly lines: readonly NewLine[]; readonly languages: readonly string[] }>;
}

/** Transcribes sounds and videos that were not transcribed with this model: see `LibraryService.transcribe`. */
export function transcribeItems(
  { store, reader }: { readonly store: IndexedStore; readonly reader: SpeechReader },
  options: TranscribeItemsOptions,
): Promise<ReadTextResult> {
  const { originals, again = false, signal, onProgress } = options;
  return overItems(store, options, {
    lock: 'onsight-transcribe',
    wants: ({ id, metadata }) => originals?.has(id) === true && (again || metadata['transcriptBy'] !== reader.by),
    read: async (item) => {
      const sound = originals?.get(item.id) ?? new Blob();
      try {
        const { lines, languages } = await reader.read(sound, { name: nameOf(item), signal, onProgress });
        const found = { ...toLineMetadata('transcript', lines, reader.by), spokenLanguages: [...languages] };
        await store.update(item.id, { metadata: found }, { signal });
        return undefined;
      } catch (error) {
        signal?.throwIfAborted();
        return toReadFailure(item, error);
      }
    },
  });
}

function nameOf({ id, metadata: { name } }: ReadableItem): string {
  return typeof name === 'string' ? name : id;
}
