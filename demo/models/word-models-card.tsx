import type { LanguageTask, ModelInfo } from 'onsight';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatLanguages } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import { chosenModel, languageTasks, starter } from '../state/chosen-models.ts';
import { useObservable } from '../state/observable.ts';
import { useStarterForWords } from '../state/session.ts';
import { wordModels } from './word-models.ts';

/** Which model writes captions, answers questions and matches texts now, and the way back to the page's own. */
export function WordModels(): JSX.Element {
  const t = useMessages().modelsScreen;
  const known = useObservable(wordModels);
  const [isSwitching, setSwitching] = useState(false);
  const isOwn = languageTasks.every((task) => chosenModel(task) === starter);
  return (
    <>
      <ul class="list">
        {languageTasks.map((task) => (
          <WordModel key={task} task={task} info={known[task]} />
        ))}
      </ul>
      {isOwn ? null : (
        <p class="card__actions">
          <button
            type="button"
            class="chip"
            disabled={isSwitching}
            onClick={() => {
              setSwitching(true);
              void useStarterForWords();
            }}
          >
            {t.backToStarter}
          </button>
        </p>
      )}
    </>
  );
}

function WordModel({ task, info }: { readonly task: LanguageTask; readonly info: ModelInfo | undefined }): JSX.Element {
  const t = useMessages().modelsScreen;
  const languages = info?.languages[task] ?? [];
  const facts = info === undefined ? [] : [info.name, formatLanguages(languages), info.licence];
  return (
    <li>
      <b>{t.tasks[task]}</b>
      <span class="muted">{facts.filter((text) => text !== '').join(' · ')}</span>
    </li>
  );
}
