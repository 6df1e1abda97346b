import type { JSX } from 'preact';
import { errorText } from '../../i18n/error-text.ts';
import type { Messages } from '../../i18n/en.ts';
import { formatDuration, formatNumber, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import type { Photo } from '../../state/library/photo.ts';
import { toDownload, toLoadLine, type ProgressLine } from '../../ui/load-line.ts';
import { ProgressRow } from '../../ui/progress-row.tsx';
import { useTimeLeft, type Work } from '../../ui/use-time-left.ts';
import { useObservable } from '../../state/use-observable.ts';
import { cancelCaptioning, captionAll, pauseCaptioning, resumeCaptioning, wantsCaption } from './caption-all.ts';
import { captioning, type Captioning } from './captioning-state.ts';
import { captions } from '../../state/library/captions.ts';

/** Content of the line. */
export interface CaptionPanelProps {
  readonly photos: readonly Photo[];
  readonly hideWhenDone: boolean;
}

/** Progress and result of captioning all photos. */
export function CaptionPanel({ photos, hideWhenDone }: CaptionPanelProps): JSX.Element | null {
  const t = useMessages();
  const state = useObservable(captioning);
  useObservable(captions);
  const counts = { done: photos.filter((photo) => !wantsCaption(photo)).length, total: photos.length };
  const leftMs = useTimeLeft(toWork(state, counts));
  if (state.status === 'idle' || (hideWhenDone && state.status === 'finished')) return null;
  return (
    <section class="panel" aria-label={t.captions.region}>
      <ProgressRow
        line={toLine(state, counts, t, leftMs)}
        isOpen={state.status === 'running' || state.status === 'paused'}
      >
        <PanelActions status={state.status} />
      </ProgressRow>
    </section>
  );
}

/** Starts captioning all photos; hidden if there is nothing to do or it is running. */
export function CaptionAllChip({ photos }: { readonly photos: readonly Photo[] }): JSX.Element | null {
  const t = useMessages().captions;
  const { status } = useObservable(captioning);
  useObservable(captions);
  const isUnderWay = status === 'running' || status === 'paused' || status === 'failed';
  if (isUnderWay || !photos.some(wantsCaption)) return null;
  return (
    <button
      type="button"
      class="chip"
      title={t.allTitle}
      onClick={() => {
        captionAll();
      }}
    >
      {t.all}
    </button>
  );
}

function PanelActions({ status }: { readonly status: Captioning['status'] }): JSX.Element {
  const t = useMessages();
  if (status === 'finished')
    return (
      <button type="button" class="quiet" onClick={cancelCaptioning}>
        {t.dismiss}
      </button>
    );
  const isRunning = status === 'running';
  return (
    <>
      <button type="button" class="quiet" onClick={isRunning ? pauseCaptioning : resumeCaptioning}>
        {isRunning ? t.ingest.pause : status === 'failed' ? t.retry : t.ingest.resume}
      </button>
      <button type="button" class="quiet" onClick={cancelCaptioning}>
        {t.captions.cancel}
      </button>
    </>
  );
}

/** The work whose end can be foreseen: first the download of the model, then the captions. */
function toWork(state: Captioning, counts: Work): Work | undefined {
  if (state.status !== 'running') return undefined;
  const isLoading = state.loading !== undefined && state.loading.phase !== 'ready';
  return isLoading ? toDownload(state.loading) : counts;
}

function toLine(
  state: Exclude<Captioning, { readonly status: 'idle' }>,
  counts: Work,
  messages: Messages,
  leftMs: number | undefined,
): ProgressLine {
  const t = messages.captions;
  const done = formatNumber(counts.done);
  const total = formatNumber(counts.total);
  const share = counts.done / Math.max(1, counts.total);
  switch (state.status) {
    case 'running': {
      const { loading } = state;
      if (loading !== undefined && loading.phase !== 'ready') return toLoadLine(loading, messages, leftMs);
      const left = leftMs === undefined ? '' : formatDuration(leftMs);
      return { text: t.writing(done, total), share, ...(left === '' ? {} : { note: messages.ingest.left(left) }) };
    }
    case 'paused':
      return { text: t.paused(done, total), share };
    case 'finished': {
      const { written, failed } = state;
      const parts = [t.written(formatNumber(written), written)];
      if (failed > 0) parts.push(t.failed(formatNumber(failed), failed));
      return { text: joinFacts(parts) };
    }
    case 'failed':
      return { text: errorText(state.error) };
  }
}
