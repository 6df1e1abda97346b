import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { FolderButton } from './folder-button.tsx';
import { toHubId } from './hub-id.ts';
import { lookAt } from './offered-model.ts';
import { OfferedModelView } from './offered-model-view.tsx';

/** A model from the Hub by its id: what it is and costs is shown before anything is downloaded. */
export function HubForm(): JSX.Element {
  const t = useMessages().modelsScreen;
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const id = toHubId(text);
    setWrong(id === undefined);
    if (id !== undefined) void lookAt(id);
  };
  return (
    <>
      <p class="muted">{t.hubLead}</p>
      <form class="hub" onSubmit={onSubmit}>
        <input
          type="text"
          class="field"
          aria-label={t.hubLabel}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'hub-wrong' : undefined}
          placeholder="Salesforce/blip-vqa-base"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }}
        />
        <button type="submit" class="chip" disabled={text.trim() === ''}>
          {t.hubLook}
        </button>
      </form>
      {isWrong ? (
        <p class="note" id="hub-wrong" role="alert">
          {t.hubWrong}
        </p>
      ) : null}
      <FolderButton />
      <OfferedModelView />
    </>
  );
}
