import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText, isAbort } from '../../../i18n/error-text.ts';
import { formatBytes } from '../../../i18n/format.ts';
import { useMessages } from '../../../i18n/language.ts';
import { announce } from '../../../state/announcement.ts';
import type { Photo } from '../../../state/library/photo.ts';
import { readPhotoText, usePhotoLines } from '../../../state/library/read-photo-text.ts';
import { useTextModelBytes } from '../../../state/text-model.ts';

/** The text in a photo: read on request, then to be copied. */
export function TextSection({ photo }: { readonly photo: Photo }): JSX.Element {
  const t = useMessages().readText;
  const lines = usePhotoLines(photo);
  return (
    <section aria-label={t.inPhoto}>
      <h2>{t.inPhoto}</h2>
      {lines === null ? (
        <ReadButton photo={photo} />
      ) : lines.length === 0 ? (
        <p class="muted">{t.none}</p>
      ) : (
        <>
          <p class="photo-text" data-testid="photo-text" tabIndex={0}>
            {lines.map(({ text }) => text).join('\n')}
          </p>
          <CopyText text={lines.map(({ text }) => text).join('\n')} />
        </>
      )}
    </section>
  );
}

/** Reads this photo, and says how much is downloaded for that. */
function ReadButton({ photo }: { readonly photo: Photo }): JSX.Element {
  const t = useMessages().readText;
  const bytes = useTextModelBytes();
  const [isReading, setReading] = useState(false);
  const [error, setError] = useState<unknown>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), [photo.id]);
  const read = async (): Promise<void> => {
    const controller = new AbortController();
    leaving.current = controller;
    setReading(true);
    setError(undefined);
    try {
      const { failed } = await readPhotoText([photo], { signal: controller.signal });
      if (failed.length > 0) setError(new Error(failed[0]?.message));
    } catch (failure) {
      if (!isAbort(failure)) setError(failure);
    } finally {
      setReading(false);
    }
  };
  return (
    <p>
      <button type="button" class="chip" disabled={isReading} onClick={() => void read()}>
        {isReading ? t.busy : bytes === undefined || bytes === 0 ? t.one : t.oneWithSize(formatBytes(bytes))}
      </button>
      {error === undefined ? null : <span role="alert"> {errorText(error)}</span>}
    </p>
  );
}

function CopyText({ text }: { readonly text: string }): JSX.Element {
  const messages = useMessages();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        announce(messages.photo.copied);
      },
      // The browser did not let us; the text can still be selected.
      () => undefined,
    );
  };
  return (
    <p>
      <button type="button" class="chip" onClick={copy}>
        {isCopied ? messages.photo.copied : messages.readText.copy}
      </button>
    </p>
  );
}
