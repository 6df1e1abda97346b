import type { LibraryStatus } from 'onsight';
import type { JSX } from 'preact';
import { errorText } from '../../i18n/error-text.ts';
import { formatBytes, formatDuration, formatNumber, joinFacts } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/en.ts';
import { useMessages } from '../../i18n/language.ts';
import { toLoadLine, type ProgressLine } from '../../ui/load-line.ts';
import { ProgressRow } from '../../ui/progress-row.tsx';
import { useObservable } from '../../state/use-observable.ts';
import { dismissReindexing, pauseReindexing, resumeReindexing } from './reindex-library.ts';
import { reindexing, type Reindexing } from './reindex-state.ts';

/** Progress of re-embedding photos after a change of model, and what a search covers meanwhile. */
export function ReindexPanel(): JSX.Element | null {
  const messages = useMessages();
  const state = useObservable(reindexing);
  if (state.status === 'idle') return null;
  return (
    <section class="panel" aria-label={messages.reindex.region}>
      <ProgressRow line={toLine(state, messages)} isOpen={state.status === 'running' || state.status === 'paused'}>
        <PanelActions status={state.status} />
      </ProgressRow>
      {state.status === 'finished' ? null : <p class="muted panel__about">{aboutSearch(state.library, messages)}</p>}
      {state.status === 'finished' && state.failed.length > 0 ? (
        <details class="panel__failed">
          <summary>{messages.reindex.failedPhotos}</summary>
          <ul>
            {state.failed.map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function PanelActions({ status }: { readonly status: Exclude<Reindexing['status'], 'idle'> }): JSX.Element {
  const t = useMessages();
  const action = {
    running: [pauseReindexing, t.ingest.pause],
    paused: [resumeReindexing, t.ingest.resume],
    failed: [resumeReindexing, t.retry],
    finished: [dismissReindexing, t.dismiss],
  } as const;
  const [onClick, label] = action[status];
  return (
    <button type="button" class="quiet" onClick={onClick}>
      {label}
    </button>
  );
}

function aboutSearch({ searchableItems, totalItems }: LibraryStatus, { reindex: t, sentenceGap }: Messages): string {
  const search =
    searchableItems >= totalItems
      ? t.searchWorks
      : t.searchCovers(formatNumber(searchableItems), formatNumber(totalItems));
  return [t.nothingLost, search].join(sentenceGap);
}

function toLine(state: Exclude<Reindexing, { readonly status: 'idle' }>, messages: Messages): ProgressLine {
  const { reindex: t, ingest } = messages;
  if (state.status === 'finished') {
    const { reindexed, failed } = state;
    const parts = [t.finished(formatNumber(reindexed), reindexed)];
    if (failed.length > 0) parts.push(t.failed(formatNumber(failed.length)));
    return { text: joinFacts(parts) };
  }
  if (state.status === 'failed') return { text: joinFacts([t.stopped, errorText(state.error)]) };
  const { doneItems, totalItems } = ('counts' in state ? state.counts : undefined) ?? state.library;
  const line = { share: doneItems / Math.max(1, totalItems) };
  const [done, total] = [formatNumber(doneItems), formatNumber(totalItems)];
  if (state.status === 'paused') return { ...line, text: t.paused(done, total) };
  const { loading, counts, downloadBytes } = state;
  if (counts === undefined && loading?.phase === 'download') return toLoadLine(loading, messages);
  const left = counts?.remainingMs;
  const note =
    left !== undefined && left > 0
      ? ingest.left(formatDuration(left))
      : counts === undefined && downloadBytes > 0
        ? messages.first.download(formatBytes(downloadBytes))
        : '';
  return { ...line, text: t.running(done, total), note };
}
