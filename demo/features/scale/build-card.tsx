import type { JSX } from 'preact';
import { formatBytes, formatDuration, formatNumber, joinFacts } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/en.ts';
import { useMessages } from '../../i18n/language.ts';
import type { ProgressLine } from '../../ui/load-line.ts';
import { ProgressRow } from '../../ui/progress-row.tsx';
import { useObservable } from '../../state/use-observable.ts';
import { stopBuilding } from './build-rows.ts';
import { bytesOfRows, hasRoom, type Footprint } from './footprint.ts';
import { footprint, lastBuild, work, type LastBuild, type ScaleWork } from './scale-state.ts';
import { build } from './scale-work.ts';

const sizes = [10_000, 100_000, 1_000_000] as const;

/** Makes rows: how many, what they will take, how fast it goes. */
export function BuildCard(): JSX.Element {
  const t = useMessages();
  const state = useObservable(work);
  const known = useObservable(footprint);
  const last = useObservable(lastBuild);
  return (
    <section class="card">
      <h2>{t.scale.build}</h2>
      <p class="muted">{t.scale.made}</p>
      <div class="card__actions">
        {sizes.map((size) => (
          <button
            key={size}
            type="button"
            class="chip"
            disabled={state.status !== 'ready' || known === undefined || !canBuild(known, size)}
            onClick={() => void build(size)}
          >
            {t.scale.rows(formatNumber(size), formatBytes(bytesOfRows(size)))}
          </button>
        ))}
      </div>
      <p class="scale__room muted">{roomText(known, t)}</p>
      <div class="scale__progress">
        <ProgressRow line={toLine(state, known, last, t)} isOpen={state.status === 'building'}>
          {state.status === 'building' ? (
            <button type="button" class="quiet" onClick={stopBuilding}>
              {t.scale.stop}
            </button>
          ) : null}
        </ProgressRow>
      </div>
    </section>
  );
}

function canBuild(known: Footprint, size: number): boolean {
  return known.store.rows < size && hasRoom(known, size);
}

function toLine(
  state: ScaleWork,
  known: Footprint | undefined,
  last: LastBuild | undefined,
  { scale: t, ingest }: Messages,
): ProgressLine {
  if (state.status === 'building') {
    const { done, total, made, ms } = state;
    const text = t.building(formatNumber(done), formatNumber(total));
    const share = done / total;
    if (made === 0) return { text, share };
    const left = ingest.left(formatDuration(((total - done) / made) * ms));
    return { text, share, note: joinFacts([t.speed(formatNumber((made / ms) * 1000)), left]) };
  }
  if (known === undefined) return { text: t.opening };
  const text = t.stored(formatNumber(known.store.rows), known.store.rows);
  if (last === undefined || last.made === 0) return { text };
  const speed = t.speed(formatNumber((last.made / last.ms) * 1000));
  return { text, note: joinFacts([t.newRows(formatNumber(last.made), formatDuration(last.ms)), speed]) };
}

/** Checks free space before anything is written. */
function roomText(known: Footprint | undefined, { scale: t }: Messages): string {
  if (known?.quotaBytes === undefined) return '\u00a0';
  const free = formatBytes(Math.max(0, known.quotaBytes - (known.usedBytes ?? 0)));
  const tooLarge = sizes.some((size) => known.store.rows < size && !hasRoom(known, size));
  return tooLarge ? t.roomShort(free) : t.room(free);
}
