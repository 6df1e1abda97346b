import type { ModelInfo } from 'onsight';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../../ui/icons.tsx';
import { enPhoto } from '../../../i18n/en-photo.ts';
import { isChinese, languageTag, useMessages } from '../../../i18n/language.ts';
import { LanguageNote } from '../language-note.tsx';
import { foreignLanguages, wordModels } from '../../../state/word-models.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { useCaption } from '../../../state/library/captions.ts';
import { AnswerView } from './answer-view.tsx';
import { mayBeEnglish } from './question-language.ts';
import { asked, askAbout, dropQuestion } from './questions.ts';
import { exampleQuestion, readyQuestions } from './ready-questions.ts';
import { usePeople } from './use-people.ts';

/** Anything can be asked about a photo; a few questions that fit any photo are at hand. */
export function QuestionSection({ id }: { readonly id: string }): JSX.Element {
  const t = useMessages().photo;
  const [text, setText] = useState('');
  const [isRefused, setRefused] = useState(false);
  const history = useObservable(asked).get(id) ?? [];
  const { ask: model } = useObservable(wordModels);
  const caption = useCaption(id);
  const chips = readyQuestions(caption, usePeople(id, caption));
  const isForeign = foreignLanguages(model, 'ask', languageTag()) !== undefined;
  useEffect(
    () => () => {
      dropQuestion(id);
    },
    [id],
  );
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const question = text.trim();
    if (question === '') return;
    const ready = Object.values(t.questions).find(({ shown }) => shown === question);
    const cannot = ready === undefined && !isUnderstood(question, model);
    setRefused(cannot);
    if (!cannot) void askAbout(id, ready ?? { shown: question, sent: question });
  };
  return (
    <section aria-label={t.ask}>
      <h2>{t.ask}</h2>
      <form class="ask" onSubmit={onSubmit}>
        <input
          type="text"
          aria-label={t.ask}
          placeholder={(isForeign ? enPhoto : t).questions[exampleQuestion(chips)].shown}
          autocomplete="off"
          enterkeyhint="send"
          maxLength={200}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setRefused(false);
          }}
        />
        <button type="submit" class="ask__send" aria-label={t.send} disabled={text.trim() === ''}>
          <Icon name="send" />
        </button>
      </form>
      {isRefused ? (
        <p class="note" role="alert">
          {t.notYourLanguage}
        </p>
      ) : (
        <LanguageNote task="ask" />
      )}
      <p class="photo__chips">
        {chips
          .map((key) => t.questions[key])
          .map((question) => (
            <button
              key={question.sent}
              type="button"
              class="chip"
              onClick={() => {
                setRefused(false);
                void askAbout(id, question);
              }}
            >
              {question.shown}
            </button>
          ))}
      </p>
      <ol class="answers" aria-label={t.answers}>
        {history.map((each) => (
          <AnswerView key={each.sent} id={id} asked={each} />
        ))}
      </ol>
    </section>
  );
}

/** Whether the model can read a question: one that only reads English is asked nothing else. */
function isUnderstood(question: string, model: ModelInfo | undefined): boolean {
  const languages = model?.languages['ask'] ?? [];
  if (isChinese(question)) return foreignLanguages(model, 'ask', 'zh') === undefined;
  return languages.some((tag) => !/^en\b/i.test(tag)) || languages.length === 0 || mayBeEnglish(question);
}
