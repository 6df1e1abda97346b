import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FactList } from '../../ui/fact-list.tsx';
import { formatLanguage, formatList, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { chosenModel, languageTasks, starter } from '../../state/chosen-models.ts';
import { photoScope } from '../../state/photo-scope.ts';
import { useObservable } from '../../state/use-observable.ts';
import { returnToStarter } from '../../state/session.ts';
import { wordModels } from '../../state/word-models.ts';

/** The model for captions, questions and matching, with a button to return to the bundled one. */
export function WordModels(): JSX.Element {
  const { modelsScreen: t, betterCaptions } = useMessages();
  const { compareAll } = betterCaptions;
  const known = useObservable(wordModels);
  const [isSwitching, setSwitching] = useState(false);
  const isOwn = languageTasks.every((task) => chosenModel(task) === starter);
  const licences = new Set(Object.values(known).map(({ licence }) => licence));
  return (
    <>
      <FactList
        facts={[
          ...languageTasks.map((task) => {
            const info = known[task];
            const languages = formatList((info?.languages[task] ?? []).map(formatLanguage));
            return [t.tasks[task], joinFacts([info?.name ?? chosenModel(task), languages])] as const;
          }),
          [t.licence, joinFacts([...licences])],
        ]}
      />
      <p>
        <a class="link" href="#/captions" onClick={showAll}>
          {compareAll}
        </a>
      </p>
      {isOwn ? null : (
        <p class="card__actions">
          <button
            type="button"
            class="chip"
            disabled={isSwitching}
            onClick={() => {
              setSwitching(true);
              void returnToStarter();
            }}
          >
            {t.backToStarter}
          </button>
        </p>
      )}
    </>
  );
}

/** All photos, whatever was selected before. */
function showAll(): void {
  photoScope.set(undefined);
}
