import type { JSX } from 'preact';
import { codeText, errorText } from '../i18n/error-text.ts';
import { formatBytes, formatDuration, formatNumber } from '../i18n/format.ts';
import type { Messages } from '../i18n/en.ts';
import { useMessages } from '../i18n/language.ts';
import { useObservable } from '../state/observable.ts';
import { dismissIngest, pauseAdding, resumeAdding } from './add-photos.ts';
import { PickButton } from './pick-button.tsx';
import { ingest, isAdding, isDone, type Ingest } from './ingest-state.ts';

interface Line {
  readonly text: string;
  /** 0 to 1; undefined where nobody knows. */
  readonly share?: number;
  readonly note?: string;
}

/** The progress of adding photos, and what came of it. */
export function IngestPanel({ hideWhenDone }: { readonly hideWhenDone: boolean }): JSX.Element | null {
  const t = useMessages();
  const state = useObservable(ingest);
  if (state.status === 'idle' || (hideWhenDone && isDone(state))) return null;
  const { text, share, note } = toLine(state, t);
  return (
    <section class="panel" aria-label={t.ingest.region}>
      <div class="panel__row">
        <strong class="panel__text">{text}</strong>
        {isAdding(state) ? (
          <progress class="panel__bar" max={1} {...(share === undefined ? {} : { value: share })} aria-label={text} />
        ) : null}
        {note === undefined ? null : <span class="panel__note">{note}</span>}
        <PanelActions state={state} />
      </div>
      {state.status === 'finished' && state.summary.failed.length > 0 ? (
        <details class="panel__failed" open>
          <summary>{t.ingest.failedFiles}</summary>
          <ul>
            {state.summary.failed.map(({ name, code }) => (
              <li key={name}>
                <b>{name}</b> {codeText(code)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function PanelActions({ state }: { readonly state: Ingest }): JSX.Element {
  const t = useMessages();
  if (state.status === 'paused' || state.status === 'failed')
    return (
      <button type="button" class="quiet" onClick={resumeAdding}>
        {state.status === 'paused' ? t.ingest.resume : t.retry}
      </button>
    );
  if (isAdding(state))
    return (
      <button type="button" class="quiet" onClick={pauseAdding}>
        {t.ingest.pause}
      </button>
    );
  return (
    <>
      {state.status === 'interrupted' ? (
        <PickButton kind="photos" class="quiet">
          {t.ingest.chooseAgain}
        </PickButton>
      ) : null}
      <button type="button" class="quiet" onClick={dismissIngest}>
        {t.dismiss}
      </button>
    </>
  );
}

function toLine(state: Exclude<Ingest, { readonly status: 'idle' }>, { ingest: t }: Messages): Line {
  switch (state.status) {
    case 'preparing':
      return { text: t.preparing };
    case 'fetching':
      return {
        text: t.fetching(formatNumber(state.done), formatNumber(state.total)),
        share: state.done / Math.max(1, state.total),
      };
    case 'loading':
      return state.progress.phase === 'download' ? downloadLine(state.progress, t) : { text: t.initialising };
    case 'indexing': {
      const { doneFiles, totalFiles, imagesPerSecond, remainingMs } = state.counts;
      const rate = imagesPerSecond > 0 ? [t.rate(formatNumber(imagesPerSecond, imagesPerSecond < 10 ? 1 : 0))] : [];
      const left = remainingMs !== undefined && remainingMs > 0 ? [t.left(formatDuration(remainingMs))] : [];
      return {
        text: t.understanding(formatNumber(doneFiles), formatNumber(totalFiles)),
        share: doneFiles / Math.max(1, totalFiles),
        note: [...rate, ...left].join(' · '),
      };
    }
    case 'paused': {
      const { counts } = state;
      if (counts === undefined) return { text: t.pausedBefore, share: 0 };
      const share = counts.doneFiles / Math.max(1, counts.totalFiles);
      return { text: t.paused(formatNumber(counts.doneFiles), formatNumber(counts.totalFiles)), share };
    }
    case 'finished':
      return { text: summaryText(state.summary, t) };
    case 'failed':
      return { text: errorText(state.error) };
    case 'interrupted':
      return { text: t.interrupted(formatNumber(state.done), formatNumber(state.total)) };
  }
}

function downloadLine(
  progress: { readonly loadedBytes: number; readonly totalBytes: number; readonly bytesPerSecond: number },
  t: Messages['ingest'],
): Line {
  const { loadedBytes, totalBytes, bytesPerSecond } = progress;
  const left = bytesPerSecond > 0 ? ((totalBytes - loadedBytes) / bytesPerSecond) * 1000 : 0;
  const parts = [t.bytes(formatBytes(loadedBytes), formatBytes(totalBytes))];
  if (bytesPerSecond > 0) parts.push(t.speed(formatBytes(bytesPerSecond)));
  if (left > 0) parts.push(t.left(formatDuration(left)));
  return { text: t.downloading, share: loadedBytes / Math.max(1, totalBytes), note: parts.join(' · ') };
}

function summaryText(
  { added, skipped, failed, ignored }: Extract<Ingest, { readonly status: 'finished' }>['summary'],
  t: Messages['ingest'],
): string {
  const parts = [t.added(formatNumber(added), added)];
  if (skipped > 0) parts.push(t.skipped(formatNumber(skipped)));
  if (failed.length > 0) parts.push(t.failed(formatNumber(failed.length)));
  if (ignored > 0) parts.push(t.ignored(formatNumber(ignored), ignored));
  return parts.join(' · ');
}
