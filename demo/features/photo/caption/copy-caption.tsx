import type { JSX } from 'preact';
import { useCaption } from '../../../state/library/captions.ts';
import { useMessages } from '../../../i18n/language.ts';
import { announce } from '../../../state/announcement.ts';
import { useState } from 'preact/hooks';

/** Copies the caption of a photo; its place is kept until there is one. */
export function CopyCaption({ id }: { readonly id: string }): JSX.Element {
  const t = useMessages().photo;
  const caption = useCaption(id);
  const [copied, setCopied] = useState<string>();
  const copy = (text: string): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(text);
        announce(t.copied);
      },
      // The browser did not let us; the words can still be selected.
      () => undefined,
    );
  };
  return (
    <button
      type="button"
      class="chip"
      disabled={caption === undefined}
      onClick={() => {
        if (caption !== undefined) copy(caption);
      }}
    >
      {copied !== undefined && copied === caption ? t.copied : t.copy}
    </button>
  );
}
