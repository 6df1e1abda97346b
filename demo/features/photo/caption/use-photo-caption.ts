import type { LoadProgress, WordHeat } from 'onsight';
import { useEffect, useState } from 'preact/hooks';
import { captions, isSettled, replaceCaption, saveCaption } from '../../../state/library/captions.ts';
import { announce } from '../../../state/announcement.ts';
import { chosenModel } from '../../../state/chosen-models.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { readySession, session } from '../../../state/session.ts';
import { captionInWords } from '../../../state/library/caption-form.ts';

/** State of a photo's caption. */
export type PhotoCaption =
  | { readonly status: 'waiting'; readonly loading: LoadProgress | undefined }
  /** `words` are empty until it is known where the model looked. */
  | { readonly status: 'written'; readonly text: string; readonly words: readonly WordHeat[] }
  | { readonly status: 'failed'; readonly error: unknown };

const waiting: PhotoCaption = { status: 'waiting', loading: undefined };

/** The caption of a photo: the remembered one at once, else written now and remembered. `again` tries once more. */
export function usePhotoCaption(id: string): { readonly caption: PhotoCaption; readonly again: () => void } {
  const [caption, setCaption] = useState<PhotoCaption>(waiting);
  const [tries, setTries] = useState(0);
  const current = useObservable(session);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const show = (next: PhotoCaption): void => {
      if (!signal.aborted) setCaption(next);
    };
    write(id, show, signal).catch((error: unknown) => {
      show({ status: 'failed', error });
    });
    return () => {
      controller.abort();
    };
  }, [id, tries, current]);
  return {
    caption,
    again: () => {
      setTries(tries + 1);
    },
  };
}

async function write(id: string, show: (caption: PhotoCaption) => void, signal: AbortSignal): Promise<void> {
  const by = chosenModel('caption');
  const known = captions.value.get(id);
  const isKnown = isSettled(known, by);
  show(known !== undefined && isKnown ? { status: 'written', text: known.text, words: [] } : waiting);
  const { onsight, library } = await readySession(signal);
  const onProgress = (loading: LoadProgress): void => {
    if (!isKnown && loading.phase !== 'ready') show({ status: 'waiting', loading });
  };
  // The visitor chose it instead of this model's: where that one looked belongs to other words.
  if (known !== undefined && known.by !== by && isKnown) return;
  // Only the final text is shown: a draft would be replaced by another sentence.
  const { text, words } = await onsight.caption(id, { signal, onProgress });
  show({ status: 'written', text, words });
  announce(captionInWords(text));
  if (known?.by !== by || known.text !== text) await saveCaption(library, id, replaceCaption(known, { text, by }));
}
