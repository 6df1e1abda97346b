import type { JSX } from 'preact';
import { FactList, type Facts } from '../../ui/fact-list.tsx';
import { errorText } from '../../i18n/error-text.ts';
import { formatBytes, formatMilliseconds, formatNumber } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/en.ts';
import { useMessages } from '../../i18n/language.ts';
import { useObservable } from '../../state/use-observable.ts';
import type { Footprint } from './footprint.ts';
import { footprint, outcome, work, type Outcome } from './scale-state.ts';
import { deleteRows, killAndAsk, openRows, verifyRows } from './scale-work.ts';

/** Disk usage of the rows, and actions: kill the worker, verify every byte, delete all. */
export function CareCard(): JSX.Element {
  const { scale: t, retry, modelsScreen } = useMessages();
  const known = useObservable(footprint);
  const { status } = useObservable(work);
  const last = useObservable(outcome);
  const isIdle = status === 'ready' && known !== undefined;
  return (
    <section class="card">
      <h2>{t.care}</h2>
      <FactList facts={toFacts(known, t, modelsScreen.storageOf)} />
      <p class="muted">{t.killLead}</p>
      <div class="card__actions">
        {/* Also in the middle of a build: the rows under way are handed to the next worker. */}
        <button
          type="button"
          class="chip"
          disabled={(!isIdle && status !== 'building') || known?.store.rows === 0 || last?.kind === 'killing'}
          onClick={() => void killAndAsk()}
        >
          {t.kill}
        </button>
        <button
          type="button"
          class="chip"
          disabled={!isIdle || known.store.rows === 0}
          onClick={() => void verifyRows()}
        >
          {t.verify}
        </button>
        <button
          type="button"
          class="chip"
          disabled={!isIdle || known.store.rows === 0}
          onClick={() => {
            if (confirm(t.deleteAsk(formatNumber(known?.store.rows ?? 0)))) void deleteRows();
          }}
        >
          {t.delete}
        </button>
      </div>
      <p class="scale__outcome" role="status">
        {status === 'verifying' ? t.verifying : status === 'deleting' ? t.deleting : outcomeText(last, t)}
        {last?.kind === 'failed' && status === 'ready' ? (
          <button type="button" class="link scale__retry" onClick={() => void openRows()}>
            {retry}
          </button>
        ) : null}
      </p>
    </section>
  );
}

function toFacts(
  known: Footprint | undefined,
  t: Messages['scale'],
  storageOf: Messages['modelsScreen']['storageOf'],
): Facts {
  const { rows, diskBytes, memoryBytes, segments, deletedRows } = known?.store ?? noStats;
  const { usedBytes = 0, quotaBytes = 0 } = known ?? {};
  return [
    [t.facts.rows, formatNumber(rows)],
    [
      t.facts.disk,
      rows === 0 ? formatBytes(diskBytes) : t.each(formatBytes(diskBytes), formatNumber(diskBytes / rows)),
    ],
    [t.facts.memory, formatBytes(memoryBytes)],
    [t.facts.segments, segments === 0 ? formatNumber(0) : t.blocks(formatNumber(segments), segments)],
    [t.facts.dead, deletedRows === 0 ? undefined : formatNumber(deletedRows)],
    [t.facts.browser, storageOf(formatBytes(usedBytes), formatBytes(quotaBytes))],
  ];
}

/** Before the store is open: the list has its height already. */
const noStats = { rows: 0, diskBytes: 0, memoryBytes: 0, segments: 0, deletedRows: 0 };

function outcomeText(last: Outcome | undefined, t: Messages['scale']): string {
  switch (last?.kind) {
    case 'opened':
      return t.opened(formatMilliseconds(last.ms));
    case 'killing':
      return t.killing;
    case 'recovered':
      return last.missing === 0
        ? t.recovered(formatMilliseconds(last.ms), formatNumber(last.before))
        : t.missing(formatNumber(last.missing), formatNumber(last.before));
    case 'deleted':
      return t.deleted;
    case 'failed':
      return errorText(last.error);
    case 'verified': {
      const { ok, rows, segments, damaged } = last.report;
      if (ok) return t.sound(formatNumber(rows), formatNumber(segments));
      const lost = damaged.reduce((sum, each) => sum + each.rows, 0);
      return t.damaged(formatNumber(lost), formatNumber(damaged.length), formatNumber(segments));
    }
    default:
      return '\u00a0';
  }
}
