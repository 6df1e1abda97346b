import type { JSX } from 'preact';
import { codeText, errorText } from '../i18n/error-text.ts';
import { formatDuration, formatNumber, joinFacts } from '../i18n/format.ts';
import type { Messages } from '../i18n/en.ts';
import { useMessages } from '../i18n/language.ts';
import { toLoadLine, type ProgressLine } from '../progress/load-line.ts';
import { ProgressRow } from '../progress/progress-row.tsx';
import { useObservable } from '../state/observable.ts';
import { dismissIngest, pauseAdding, resumeAdding } from './add-photos.ts';
import { PickButton } from './pick-button.tsx';
import { ingest, isAdding, isDone, type Ingest } from './ingest-state.ts';

/** The progress of adding photos, and what came of it. */
export function IngestPanel({ hideWhenDone }: { readonly hideWhenDone: boolean }): JSX.Element | null {
  const t = useMessages();
  const state = useObservable(ingest);
  if (state.status === 'idle' || (hideWhenDone && isDone(state))) return null;
  return (
    <section class="panel" aria-label={t.ingest.region}>
      <ProgressRow line={toLine(state, t)} isOpen={isAdding(state)}>
        <PanelActions state={state} />
      </ProgressRow>
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

function toLine(state: Exclude<Ingest, { readonly status: 'idle' }>, messages: Messages): ProgressLine {
  const t = messages.ingest;
  switch (state.status) {
    case 'preparing':
      return { text: t.preparing };
    case 'fetching':
      return {
        text: t.fetching(formatNumber(state.done), formatNumber(state.total)),
        share: state.done / Math.max(1, state.total),
      };
    case 'loading':
      return toLoadLine(state.progress, messages);
    case 'indexing': {
      const { doneFiles, totalFiles, imagesPerSecond, remainingMs } = state.counts;
      const rate = imagesPerSecond > 0 ? [t.rate(formatNumber(imagesPerSecond, imagesPerSecond < 10 ? 1 : 0))] : [];
      const left = remainingMs !== undefined && remainingMs > 0 ? [t.left(formatDuration(remainingMs))] : [];
      return {
        text: t.understanding(formatNumber(doneFiles), formatNumber(totalFiles)),
        share: doneFiles / Math.max(1, totalFiles),
        note: joinFacts([...rate, ...left]),
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

function summaryText(
  { added, skipped, failed, ignored }: Extract<Ingest, { readonly status: 'finished' }>['summary'],
  t: Messages['ingest'],
): string {
  const parts = [t.added(formatNumber(added), added)];
  if (skipped > 0) parts.push(t.skipped(formatNumber(skipped), skipped));
  if (failed.length > 0) parts.push(t.failed(formatNumber(failed.length)));
  if (ignored > 0) parts.push(t.ignored(formatNumber(ignored), ignored));
  return joinFacts(parts);
}
