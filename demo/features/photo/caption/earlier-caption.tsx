import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { errorText } from '../../../i18n/error-text.ts';
import { useMessages } from '../../../i18n/language.ts';
import { captionInWords } from '../../../state/library/caption-form.ts';
import { captions, saveCaption, swapCaption } from '../../../state/library/captions.ts';
import { starter } from '../../../state/chosen-models.ts';
import { readySession } from '../../../state/session.ts';
import { photoScope } from '../../../state/photo-scope.ts';
import { useObservable } from '../../../state/use-observable.ts';

/** The caption by another model that the shown one took the place of, with a way back to it. */
export function EarlierCaption(props: { readonly id: string; readonly onSwap: () => void }): JSX.Element | null {
  const { id, onSwap } = props;
  const t = useMessages().betterCaptions;
  const caption = useObservable(captions).get(id);
  const [failure, setFailure] = useState<unknown>();
  if (caption?.other === undefined) return null;
  const { text, by } = caption.other;
  const swap = async (): Promise<void> => {
    const swapped = swapCaption(caption);
    if (swapped === undefined) return;
    const { library } = await readySession();
    await saveCaption(library, id, swapped);
    onSwap();
  };
  return (
    <div class="note">
      <p>
        {t.earlier(by === undefined ? t.otherModelName : by === starter ? 'onsight starter' : by)}{' '}
        {captionInWords(text)}
      </p>
      <button type="button" class="link" onClick={() => void swap().catch(setFailure)}>
        {t.useEarlier}
      </button>{' '}
      <a class="link" href="#/captions" onClick={showAll}>
        {t.compareAll}
      </a>
      {failure === undefined ? null : <p role="alert">{errorText(failure)}</p>}
    </div>
  );
}

/** All photos, whatever was selected before. */
function showAll(): void {
  photoScope.set(undefined);
}
