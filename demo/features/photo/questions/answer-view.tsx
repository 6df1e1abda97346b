import type { JSX } from 'preact';
import { errorText } from '../../../i18n/error-text.ts';
import { formatPercent } from '../../../i18n/format.ts';
import { isChinese, useMessages } from '../../../i18n/language.ts';
import { wordModels } from '../../../state/word-models.ts';
import { toLoadText } from '../../../ui/load-line.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { askAbout, lightOf, locateAnswer, type Asked } from './questions.ts';
import { chooseLight, lights } from '../image/spotlight.ts';

/** A question with its answers and how probable each is. */
export function AnswerView({ id, asked }: { readonly id: string; readonly asked: Asked }): JSX.Element {
  const t = useMessages();
  return (
    <li class="answer" aria-busy={asked.status === 'asking'}>
      <p class="answer__question">
        {asked.shown}
        {!isChinese(asked.shown) ? null : <span lang="en"> {asked.sent}</span>}
      </p>
      {asked.status === 'answered' ? <Alternatives honest={asked.honest} /> : null}
      {asked.status === 'answered' && asked.honest.alternatives.length > 0 ? (
        <WhereButton id={id} asked={asked} />
      ) : null}
      {asked.status === 'asking' ? (
        <p class="muted">{asked.loading?.phase === 'download' ? toLoadText(asked.loading, t) : t.photo.asking}</p>
      ) : null}
      {asked.status === 'failed' ? (
        <p role="alert">
          {errorText(asked.error)}
          {t.sentenceGap}
          <button type="button" class="link" onClick={() => void askAbout(id, asked)}>
            {t.retry}
          </button>
        </p>
      ) : null}
    </li>
  );
}

type Answered = Extract<Asked, { readonly status: 'answered' }>;

function Alternatives({ honest: { alternatives, doubt } }: Pick<Answered, 'honest'>): JSX.Element {
  const t = useMessages().photo;
  const lang = useObservable(wordModels).ask?.languages['ask']?.[0];
  const note = doubt === undefined ? null : <p class="note answer__doubt">{t.doubts[doubt]}</p>;
  if (alternatives.length === 0) return <>{note}</>;
  return (
    <>
      {note}
      <ul class="bars" lang={lang}>
        {alternatives.map(({ answer: text, probability }) => (
          <li key={text}>
            <span class="bars__text">{text}</span>
            <span class="bars__track">
              <span class="bars__fill" style={{ transform: `scaleX(${probability.toFixed(3)})` }} />
            </span>
            <span class="bars__share">{formatPercent(probability)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function WhereButton({ id, asked }: { readonly id: string; readonly asked: Answered }): JSX.Element {
  const t = useMessages().photo;
  const of = lightOf(asked);
  const isOn = useObservable(lights).chosen?.of === of;
  const { heat } = asked.answer;
  return (
    <button
      type="button"
      class={isOn ? 'chip chip--on' : 'chip'}
      aria-pressed={isOn}
      disabled={asked.where === 'looking' || asked.where === 'nowhere'}
      onClick={() => {
        if (heat === undefined) void locateAnswer(id, asked);
        else chooseLight({ of, heat });
      }}
    >
      {asked.where === 'looking' ? t.looking : asked.where === 'nowhere' ? t.nowhere : t.where}
    </button>
  );
}
