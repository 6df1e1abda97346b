import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FactList } from '../facts/fact-list.tsx';
import { errorText } from '../i18n/error-text.ts';
import { formatBytes, formatDuration, formatMilliseconds, formatNumber, formatPercent } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import { useObservable } from '../state/observable.ts';
import {
  ask,
  askAgain,
  build,
  deleteRows,
  found,
  killAndRecover,
  queryTimes,
  readStats,
  recoveryMs,
  report,
  stats,
  stopBuilding,
  verify,
  work,
  type LabelFilter,
} from './scale-state.ts';
import { TimeLine } from './time-line.tsx';

const sizes = [10_000, 100_000, 1_000_000] as const;
/** Measured: two planes of 8 bits for 512 numbers, ids and metadata. */
const bytesPerRow = 1_065;

/** A million rows in the visitor's own browser: made here, searched here, and safe when their worker is killed. */
export function ScaleScreen(): JSX.Element {
  const t = useMessages().scale;
  const state = useObservable(work);
  useEffect(() => {
    // What is typed meanwhile is the last question.
    void readStats().then(askAgain);
  }, []);
  return (
    <article class="page">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      {state.status === 'failed' ? <p role="alert">{errorText(state.error)}</p> : null}
      <BuildCard />
      <AskCard />
      <CareCard />
    </article>
  );
}

function BuildCard(): JSX.Element {
  const t = useMessages().scale;
  const state = useObservable(work);
  const rows = useObservable(stats)?.rows ?? 0;
  return (
    <section class="card">
      <h2>{t.build}</h2>
      <p class="muted">{t.made}</p>
      <div class="card__actions">
        {sizes.map((size) => (
          <button
            key={size}
            type="button"
            class="chip"
            disabled={state.status !== 'ready' || rows >= size}
            onClick={() => void build(size)}
          >
            {t.rows(formatNumber(size), formatBytes(size * bytesPerRow))}
          </button>
        ))}
      </div>
      <div class="scale__progress" aria-live="polite">
        {state.status === 'building' ? (
          <>
            <progress max={state.total} value={state.done} aria-label={t.build} />
            <span class="muted">
              {t.building(formatNumber(state.done), formatNumber(state.perSecond))}
              {state.perSecond > 0 ? ` · ${formatDuration(((state.total - state.done) / state.perSecond) * 1000)}` : ''}
            </span>
            <button type="button" class="chip" onClick={stopBuilding}>
              {t.stop}
            </button>
          </>
        ) : (
          <span class="muted">{t.stored(formatNumber(rows))}</span>
        )}
      </div>
    </section>
  );
}

function AskCard(): JSX.Element {
  const t = useMessages().scale;
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<LabelFilter>('all');
  const answer = useObservable(found);
  const times = useObservable(queryTimes);
  const look = (next: string, among: LabelFilter): void => {
    setText(next);
    setFilter(among);
    void ask(next, among);
  };
  return (
    <section class="card">
      <h2>{t.ask}</h2>
      <p class="muted">{t.meaning}</p>
      <input
        type="search"
        class="field scale__field"
        aria-label={t.askLabel}
        placeholder={t.askPlaceholder}
        value={text}
        onInput={(event) => {
          look(event.currentTarget.value, filter);
        }}
      />
      <div class="card__actions">
        {(['all', 'tenth', 'hundredth'] as const).map((each) => (
          <button
            key={each}
            type="button"
            class={each === filter ? 'chip chip--on' : 'chip'}
            aria-pressed={each === filter}
            onClick={() => {
              look(text, each);
            }}
          >
            {t.filters[each]}
          </button>
        ))}
      </div>
      <p class="scale__time" aria-live="off">
        <b>{answer === undefined ? '–' : formatMilliseconds(answer.ms)}</b> <span class="muted">{t.lastQuery}</span>
        {times.length > 1 ? <TimeLine times={times} label={t.times(formatNumber(times.length))} /> : null}
      </p>
      <ol class="scale__hits">
        {answer?.hits.map(({ id, score, metadata }) => (
          <li key={id}>
            <button
              type="button"
              class="link"
              onClick={() => {
                look(id, filter);
              }}
            >
              {id}
            </button>
            <span class="muted">{t.label(formatNumber(metadata.label ?? 0))}</span>
            <b class="scale__score">{formatPercent(score)}</b>
          </li>
        ))}
      </ol>
    </section>
  );
}

function CareCard(): JSX.Element {
  const t = useMessages().scale;
  const known = useObservable(stats);
  const state = useObservable(work);
  const recovered = useObservable(recoveryMs);
  const checked = useObservable(report);
  const isIdle = state.status === 'ready';
  return (
    <section class="card">
      <h2>{t.care}</h2>
      {known === undefined ? null : (
        <FactList
          facts={[
            [t.facts.rows, formatNumber(known.rows)],
            [t.facts.disk, formatBytes(known.diskBytes)],
            [t.facts.memory, formatBytes(known.memoryBytes)],
            [t.facts.segments, formatNumber(known.segments)],
          ]}
        />
      )}
      <div class="card__actions">
        <button type="button" class="chip" disabled={!isIdle} onClick={() => void killAndRecover()}>
          {t.kill}
        </button>
        <button type="button" class="chip" disabled={!isIdle} onClick={() => void verify()}>
          {t.verify}
        </button>
        <button
          type="button"
          class="chip"
          disabled={!isIdle || (known?.rows ?? 0) === 0}
          onClick={() => {
            if (confirm(t.deleteAsk)) void deleteRows();
          }}
        >
          {t.delete}
        </button>
      </div>
      <p class="muted" role="status">
        {recovered === undefined ? '' : t.recovered(formatMilliseconds(recovered))}{' '}
        {state.status === 'verifying' ? t.verifying : ''}
        {checked === undefined ? '' : checked.ok ? t.sound(formatNumber(checked.rows)) : t.damaged}
      </p>
    </section>
  );
}
