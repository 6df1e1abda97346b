import type { JSX } from 'preact';
import { errorText } from '../../i18n/error-text.ts';
import { formatBytes, formatNumber, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { useTextModelBytes } from '../../state/text-model.ts';
import { useObservable } from '../../state/use-observable.ts';
import { toLoadLine } from '../../ui/load-line.ts';
import { ProgressRow } from '../../ui/progress-row.tsx';
import { dismissReading, pauseReading, readAllText } from './read-all.ts';
import { reading } from './reading-state.ts';

/** Progress and result of reading the text of all photos. */
export function ReadTextPanel({ hideWhenDone }: { readonly hideWhenDone: boolean }): JSX.Element | null {
  const messages = useMessages();
  const t = messages.readText;
  const state = useObservable(reading);
  if (state.status === 'idle' || (hideWhenDone && state.status === 'finished')) return null;
  const isRunning = state.status === 'running';
  return (
    <section class="panel" aria-label={t.region}>
      <ProgressRow line={toLine()} isOpen={isRunning || state.status === 'paused'}>
        {state.status === 'finished' ? (
          <button type="button" class="quiet" onClick={dismissReading}>
            {messages.dismiss}
          </button>
        ) : (
          <button type="button" class="quiet" onClick={isRunning ? pauseReading : readAllText}>
            {isRunning ? messages.ingest.pause : state.status === 'failed' ? messages.retry : messages.ingest.resume}
          </button>
        )}
      </ProgressRow>
    </section>
  );

  function toLine(): Parameters<typeof ProgressRow>[0]['line'] {
    switch (state.status) {
      case 'running': {
        const { loading, done, total } = state;
        if (loading !== undefined && loading.phase !== 'ready') return toLoadLine(loading, messages, undefined);
        return { text: t.reading(formatNumber(done), formatNumber(total)), share: done / Math.max(1, total) };
      }
      case 'finished': {
        const parts = [t.read(formatNumber(state.read), state.read)];
        if (state.failed > 0) parts.push(t.failed(formatNumber(state.failed), state.failed));
        return { text: joinFacts(parts) };
      }
      case 'failed':
        return { text: errorText(state.error) };
      default:
        return { text: t.paused };
    }
  }
}

/** Starts reading the text of all photos, and says how much is downloaded for that. */
export function ReadTextChip(): JSX.Element | null {
  const t = useMessages().readText;
  const { status } = useObservable(reading);
  const bytes = useTextModelBytes();
  if (status !== 'idle') return null;
  return (
    <button type="button" class="chip" title={t.allTitle} onClick={readAllText}>
      {bytes === undefined || bytes === 0 ? t.all : t.allWithSize(formatBytes(bytes))}
    </button>
  );
}
