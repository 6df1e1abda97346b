import type { JSX } from 'preact';
import { errorText } from '../../i18n/error-text.ts';
import { useMessages } from '../../i18n/language.ts';
import { chosenModel, starter } from '../../state/chosen-models.ts';
import { startSession, switchModel } from '../../state/session.ts';

/** Why the page did not start, with a retry and a fallback to the bundled model. */
export function SessionFailure({ error }: { readonly error: unknown }): JSX.Element {
  const t = useMessages();
  return (
    <section class="page" role="alert">
      <h1>{t.failed.title}</h1>
      <p class="lead">{errorText(error)}</p>
      <p class="photo__actions">
        <button type="button" class="button" onClick={() => void startSession()}>
          {t.retry}
        </button>
        {chosenModel('embed') === starter ? null : (
          <button type="button" class="button button--plain" onClick={() => void switchModel(starter)}>
            {t.failed.useStarter}
          </button>
        )}
      </p>
    </section>
  );
}
