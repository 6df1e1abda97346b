import type { JSX } from 'preact';
import { formatMilliseconds, formatNumber, formatScore, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { useObservable } from '../../state/use-observable.ts';
import { ask } from './ask-rows.ts';
import { kindOf, nameOfRow } from './made-rows.ts';
import { footprint, found, question, queryTimes, type Found } from './scale-state.ts';
import { TimeLine } from './time-line.tsx';

const filters = ['all', 'tenth', 'hundredth'] as const;

/** Asks as one types, and shows the ten nearest rows and how long it took. */
export function AskCard(): JSX.Element {
  const t = useMessages().scale;
  const { text, filter } = useObservable(question);
  const rows = useObservable(footprint)?.store.rows ?? 0;
  return (
    <section class="card">
      <h2>{t.ask}</h2>
      <p class="muted">{t.meaning}</p>
      <div class="hub">
        <input
          type="search"
          class="field"
          enterkeyhint="search"
          autocomplete="off"
          aria-label={t.askLabel}
          placeholder={t.askPlaceholder}
          value={text}
          onInput={(event) => void ask({ text: event.currentTarget.value })}
        />
        <button
          type="button"
          class="chip"
          disabled={rows === 0}
          onClick={() => void ask({ text: nameOfRow(Math.floor(Math.random() * rows)) })}
        >
          {t.anyRow}
        </button>
      </div>
      <div class="card__actions" role="group" aria-label={t.filter}>
        {filters.map((each) => (
          <button
            key={each}
            type="button"
            class={each === filter ? 'chip chip--on' : 'chip'}
            aria-pressed={each === filter}
            onClick={() => void ask({ filter: each })}
          >
            {t.filters[each]}
          </button>
        ))}
      </div>
      <Answer rows={rows} />
    </section>
  );
}

function Answer({ rows }: { readonly rows: number }): JSX.Element {
  const t = useMessages().scale;
  const answer = useObservable(found);
  const times = useObservable(queryTimes);
  const hits = answer?.hits ?? [];
  return (
    <>
      <div class="scale__time">
        <b>{hits.length === 0 || answer === undefined ? '–' : formatMilliseconds(answer.ms)}</b>
        <span class="muted">{t.lastQuery}</span>
        {times.length > 1 ? <TimeLine times={times} label={t.times(formatNumber(times.length))} /> : null}
      </div>
      {rows === 0 ? (
        <p class="scale__hits muted">{t.noRows}</p>
      ) : (
        <ol class="scale__hits" aria-label={t.hits}>
          {hits.map((hit) => (
            <Hit key={hit.id} hit={hit} />
          ))}
        </ol>
      )}
    </>
  );
}

function Hit({ hit: { id, score, metadata } }: { readonly hit: Found['hits'][number] }): JSX.Element {
  const t = useMessages().scale;
  const kind = kindOf(metadata);
  return (
    <li>
      <button type="button" class="link" title={t.like(id)} onClick={() => void ask({ text: id })}>
        {id}
      </button>
      <span class="muted">
        {joinFacts([kind === undefined ? '' : t.kinds[kind], t.label(formatNumber(metadata.label ?? 0))])}
      </span>
      <b class="scale__score">{formatScore(score)}</b>
    </li>
  );
}
