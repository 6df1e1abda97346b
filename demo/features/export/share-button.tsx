import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { messages, useMessages } from '../../i18n/language.ts';
import { captionInWords } from '../../state/library/caption-form.ts';
import { captions } from '../../state/library/captions.ts';
import type { Photo } from '../../state/library/photo.ts';
import { showToast } from '../../state/toast.ts';
import { canShareFiles, filesToShare, saveFiles, shareFiles } from './share-photos.ts';

/** Passes photos on to another app; where the browser cannot, saves them. */
export function ShareButton({ photos }: { readonly photos: readonly Photo[] }): JSX.Element {
  const t = useMessages().share;
  const [isBusy, setBusy] = useState(false);
  const share = async (): Promise<void> => {
    setBusy(true);
    try {
      const files = await filesToShare(photos);
      if (files.length > 0) await passOn(files, textOf(photos));
    } catch (error) {
      showToast({ text: errorText(error) });
    }
    setBusy(false);
  };
  return (
    <button type="button" class="chip" disabled={isBusy} title={t.without} onClick={() => void share()}>
      {isBusy ? t.preparing : canShareFiles() ? t.share : t.save(photos.length)}
    </button>
  );
}

async function passOn(files: readonly File[], text: string): Promise<void> {
  if (!canShareFiles()) {
    await saveFiles(files);
    showToast({ text: messages().share.without });
    return;
  }
  if ((await shareFiles(files, text)) !== 'later') return;
  const t = messages().share;
  showToast({ text: t.ready, action: { label: t.share, run: () => void shareFiles(files, text) }, stays: true });
}

/** The caption of a single photo goes along. */
function textOf(photos: readonly Photo[]): string {
  const [first] = photos;
  const caption = photos.length === 1 && first !== undefined ? captions.value.get(first.id)?.text : undefined;
  return caption === undefined ? '' : captionInWords(caption);
}
