import type { JSX } from 'preact';
import { errorText } from '../../i18n/error-text.ts';
import { formatDuration, formatNumber, joinFacts } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/en.ts';
import { useMessages } from '../../i18n/language.ts';
import { toDownload, toLoadLine, type ProgressLine } from '../../ui/load-line.ts';
import { ProgressRow } from '../../ui/progress-row.tsx';
import { useTimeLeft, type Work } from '../../ui/use-time-left.ts';
import { useObservable } from '../../state/use-observable.ts';
import { dismissIngest, pauseAdding, resumeAdding } from './add-photos.ts';
import { FailureList } from './failure-list.tsx';
import { PickButton } from './pick-button.tsx';
import { ingest, isAdding, isDone, type Ingest } from '../../state/ingest-state.ts';

/** Progress and result of adding photos. */
export function IngestPanel({ hideWhenDone }: { readonly hideWhenDone: boolean }): JSX.Element | null {
  const t = useMessages();
  const state = useObservable(ingest);
  const leftMs = useTimeLeft(toWork(state));
  if (state.status === 'idle' || (hideWhenDone && isDone(state))) return null;
  return (
    <section class="panel" aria-label={t.ingest.region}>
      <ProgressRow line={toLine(state, t, leftMs)} isOpen={isAdding(state)}>
        <PanelActions state={state} />
      </ProgressRow>
      {state.status === 'finished' && state.summary.failed.length > 0 ? (
        <FailureList failures={state.summary.failed} />
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

/** The work whose end can be foreseen. */
function toWork(state: Ingest): Work | undefined {
  if (state.status === 'loading') return toDownload(state.progress);
  return state.status === 'indexing' ? { done: state.counts.doneFiles, total: state.counts.totalFiles } : undefined;
}

function toLine(
  state: Exclude<Ingest, { readonly status: 'idle' }>,
  messages: Messages,
  leftMs: number | undefined,
): ProgressLine {
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
      return toLoadLine(state.progress, messages, leftMs);
    case 'indexing': {
      const { doneFiles, totalFiles, imagesPerSecond } = state.counts;
      const rate = imagesPerSecond > 0 ? [t.rate(formatNumber(imagesPerSecond, imagesPerSecond < 10 ? 1 : 0))] : [];
      const left = leftMs === undefined ? [] : [t.left(formatDuration(leftMs))];
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
  {
    added,
    hasRecordings,
    skipped,
    failed,
    ignored,
    system,
  }: Extract<Ingest, { readonly status: 'finished' }>['summary'],
  t: Messages['ingest'],
): string {
  const parts = [(hasRecordings ? t.addedFiles : t.added)(formatNumber(added), added)];
  if (skipped > 0) parts.push(t.skipped(formatNumber(skipped), skipped));
  if (failed.length > 0) parts.push(t.failed(formatNumber(failed.length)));
  if (ignored > 0) parts.push(t.ignored(formatNumber(ignored), ignored));
  if (system > 0) parts.push(t.system(formatNumber(system), system));
  return joinFacts(parts);
}
